CREATE TABLE t (id bigint PRIMARY KEY, price numeric(10,2));

-- migration: 2.sql
ALTER TABLE t ALTER COLUMN price TYPE numeric(10,4);
