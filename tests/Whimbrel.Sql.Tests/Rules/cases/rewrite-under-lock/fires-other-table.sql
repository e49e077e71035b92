CREATE TABLE t (a integer);
CREATE TABLE u (a integer);
-- migration: 2
ALTER TABLE u ADD COLUMN b integer;
ALTER TABLE t ALTER COLUMN a TYPE bigint;
