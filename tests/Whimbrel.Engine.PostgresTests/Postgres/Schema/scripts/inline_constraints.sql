CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE, age int CHECK (age > 0), name text NOT NULL CONSTRAINT named CHECK (name <> ''), other int NULL);
