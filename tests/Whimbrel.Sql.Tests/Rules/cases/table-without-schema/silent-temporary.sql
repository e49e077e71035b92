CREATE TEMP TABLE t (a integer);
