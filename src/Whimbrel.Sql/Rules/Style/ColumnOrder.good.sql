CREATE TABLE flags (id bigint PRIMARY KEY, seen_at timestamptz, a boolean, b boolean);
