CREATE TABLE events (id bigint, day date) PARTITION BY RANGE (day);
CREATE INDEX CONCURRENTLY events_id_idx ON events (id);
