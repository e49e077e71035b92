CREATE TABLE events (id bigint, day date) PARTITION BY RANGE (day);
CREATE INDEX events_id_idx ON events (id);
