CREATE TABLE users (id bigint PRIMARY KEY);

-- migration: 2.sql
CREATE TABLE visits (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));
