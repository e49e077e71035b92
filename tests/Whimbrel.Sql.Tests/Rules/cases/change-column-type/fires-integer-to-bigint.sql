CREATE TABLE t (a integer);
-- migration: 2
ALTER TABLE t ALTER COLUMN a TYPE bigint;
