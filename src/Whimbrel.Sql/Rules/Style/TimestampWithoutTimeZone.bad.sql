CREATE TABLE events (id bigint, at timestamp);
