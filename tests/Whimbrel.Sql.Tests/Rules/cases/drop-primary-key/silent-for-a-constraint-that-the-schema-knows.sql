CREATE TABLE t (id bigint PRIMARY KEY, code text, CONSTRAINT old_pkey UNIQUE (code));

-- migration: 2.sql
ALTER TABLE t DROP CONSTRAINT old_pkey;
