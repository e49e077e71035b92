CREATE TABLE t (a int);
CREATE INDEX ON t (a, a, a);
CREATE INDEX ON t (a) INCLUDE (a);
