CREATE TABLE events (id bigint, at timestamptz(3));
