CREATE TABLE t (a int, r tstzrange, EXCLUDE USING gist (r WITH &&), EXCLUDE (a WITH =) WHERE (a > 0), CONSTRAINT named EXCLUDE USING gist (r WITH &&));
