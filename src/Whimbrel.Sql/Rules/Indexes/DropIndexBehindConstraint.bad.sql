CREATE TABLE users (id bigint PRIMARY KEY, email text CONSTRAINT users_email_key UNIQUE);

-- migration: 2.sql
DROP INDEX CONCURRENTLY users_email_key;
