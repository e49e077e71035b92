CREATE TABLE t (a integer);
CREATE INDEX i ON t (a);
DROP INDEX i;
