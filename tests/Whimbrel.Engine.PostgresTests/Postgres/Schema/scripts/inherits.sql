CREATE TABLE p (a int NOT NULL DEFAULT 1, b text, CHECK (a > 0), CONSTRAINT own CHECK (b <> '') NO INHERIT, PRIMARY KEY (a));
CREATE TABLE q (b text NOT NULL, z int CHECK (z > 1));
CREATE TABLE c (d int, a int) INHERITS (p, q);
CREATE TABLE g () INHERITS (c);
