CREATE UNIQUE INDEX CONCURRENTLY users_name ON users (name);
-- migration: key.sql
ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY USING INDEX users_name;
