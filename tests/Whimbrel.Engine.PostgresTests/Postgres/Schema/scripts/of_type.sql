CREATE TYPE pair AS (a int, b text);
CREATE TABLE t OF pair (PRIMARY KEY (a), b WITH OPTIONS NOT NULL DEFAULT 'x');
CREATE TABLE u (p pair, ps pair[]);
