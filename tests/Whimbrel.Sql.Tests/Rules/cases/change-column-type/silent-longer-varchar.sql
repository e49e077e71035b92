CREATE TABLE t (a varchar(10));
-- migration: 2
ALTER TABLE t ALTER COLUMN a TYPE varchar(20);
