CREATE TABLE t (a integer, b integer);
ALTER TABLE t DROP COLUMN b;
