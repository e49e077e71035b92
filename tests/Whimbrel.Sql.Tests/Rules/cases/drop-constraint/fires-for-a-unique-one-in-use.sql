CREATE TABLE t (id bigint PRIMARY KEY, code text CONSTRAINT t_code UNIQUE);

-- migration: 2.sql
ALTER TABLE t DROP CONSTRAINT t_code;
