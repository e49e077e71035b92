CREATE TABLE events (id bigint, user_id bigint, day date NOT NULL) PARTITION BY RANGE (day);

-- migration: 2.sql
ALTER TABLE events ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
