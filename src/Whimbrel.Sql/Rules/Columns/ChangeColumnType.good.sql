CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(20));
-- migration: longer.sql
-- Nothing is written for a longer varchar: what is stored stays as it is.
ALTER TABLE orders ALTER COLUMN code TYPE varchar(40);
