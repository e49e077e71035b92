CREATE TABLE t_a_key (x int);
CREATE TABLE t (a int UNIQUE CHECK (a > 0) CHECK (a < 9) CHECK (a <> 5), b int, CONSTRAINT t_b_check CHECK (a = 1), CHECK (b > 0));
CREATE INDEX ON t (a);
CREATE INDEX ON t (a);
CREATE INDEX ON t (a, b);
CREATE INDEX ON t (a) INCLUDE (b);
