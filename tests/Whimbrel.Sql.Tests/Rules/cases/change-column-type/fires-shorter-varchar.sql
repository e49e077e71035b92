CREATE TABLE t (a varchar(20));
-- migration: 2
ALTER TABLE t ALTER COLUMN a TYPE varchar(10);
