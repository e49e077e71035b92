ALTER TABLE t ADD COLUMN c integer;
SELECT count(*) FROM t;
