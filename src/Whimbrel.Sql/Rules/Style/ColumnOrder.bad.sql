CREATE TABLE flags (a boolean, id bigint PRIMARY KEY, b boolean, seen_at timestamptz);
