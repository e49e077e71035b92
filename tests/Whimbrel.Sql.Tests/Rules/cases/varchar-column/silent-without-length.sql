CREATE TABLE t (a varchar);
