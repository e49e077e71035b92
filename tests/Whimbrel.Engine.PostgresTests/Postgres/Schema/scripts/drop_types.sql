CREATE TYPE mood AS ENUM ('sad');
CREATE TYPE pair AS (a int);
CREATE DOMAIN d AS int;
CREATE TABLE t (m mood, a int, p pair, x d);
DROP TYPE mood CASCADE;
DROP TYPE pair CASCADE;
DROP DOMAIN d CASCADE;
