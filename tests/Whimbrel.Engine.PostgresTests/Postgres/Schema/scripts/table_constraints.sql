CREATE TABLE users (a int, b int, c int, PRIMARY KEY (a, b), UNIQUE (b, c), CHECK (a > b), CHECK (c > 0), CHECK (1 = 1), CONSTRAINT mine UNIQUE (c) INCLUDE (a), UNIQUE (a) INCLUDE (b));
