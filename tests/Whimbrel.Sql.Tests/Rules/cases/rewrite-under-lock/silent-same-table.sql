CREATE TABLE t (a integer);
-- migration: 2
ALTER TABLE t ADD COLUMN b integer;
ALTER TABLE t ALTER COLUMN a TYPE bigint;
