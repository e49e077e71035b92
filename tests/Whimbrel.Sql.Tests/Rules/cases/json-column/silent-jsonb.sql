CREATE TABLE t (a jsonb, b text);
