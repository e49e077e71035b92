CREATE TABLE t (at timestamp(3) with time zone);
