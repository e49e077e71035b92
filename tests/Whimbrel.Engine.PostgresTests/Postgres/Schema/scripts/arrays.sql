CREATE TABLE t (a int[], b text[][], c varchar(5)[3], d numeric(4,1)[], e timestamptz ARRAY, f int ARRAY[4], g uuid[]);
