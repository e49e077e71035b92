CREATE TABLE t (id bigint PRIMARY KEY, name varchar(20));

-- migration: 2.sql
ALTER TABLE t ALTER COLUMN name TYPE varchar(40);
