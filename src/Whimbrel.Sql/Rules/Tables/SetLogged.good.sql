-- Logged from the start; rows follow in batches, then the names are swapped.
CREATE TABLE sessions_logged (id bigint PRIMARY KEY, data jsonb NOT NULL);
