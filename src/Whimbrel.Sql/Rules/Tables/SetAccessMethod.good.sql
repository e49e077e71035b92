CREATE TABLE events_columnar (id bigint PRIMARY KEY, payload jsonb) USING heap;
