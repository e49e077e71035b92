-- # Types, domains, functions, schemas

CREATE TYPE fresh AS ENUM ('a')

CREATE TYPE fresh AS (a integer)

CREATE TYPE fresh AS RANGE (subtype = integer)

ALTER TYPE mood ADD VALUE 'happy'

ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'

ALTER TYPE mood RENAME TO temper

ALTER TYPE mood OWNER TO proof_owner

ALTER TYPE mood SET SCHEMA proof_elsewhere

ALTER TYPE address ADD ATTRIBUTE zip text

ALTER TYPE address DROP ATTRIBUTE city

ALTER TYPE address RENAME ATTRIBUTE city TO town

ALTER TYPE address RENAME TO place

ALTER TYPE address OWNER TO proof_owner

ALTER TYPE address SET SCHEMA proof_elsewhere

ALTER TYPE person ADD ATTRIBUTE age integer CASCADE

ALTER TYPE person DROP ATTRIBUTE name CASCADE

ALTER TYPE person ALTER ATTRIBUTE id TYPE bigint CASCADE

DROP TYPE mood CASCADE

DROP TYPE address CASCADE

DROP TYPE person CASCADE

COMMENT ON TYPE address IS 'x'

CREATE DOMAIN fresh AS integer CHECK (VALUE > 0)

ALTER DOMAIN natural_number ADD CONSTRAINT small CHECK (VALUE < 1000)

ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 1000) NOT VALID

ALTER DOMAIN word ADD CHECK (VALUE <> '')

ALTER DOMAIN word SET NOT NULL

ALTER DOMAIN word SET DEFAULT 'w'

ALTER DOMAIN natural_number VALIDATE CONSTRAINT natural_check

ALTER DOMAIN positive DROP CONSTRAINT positive_check

ALTER DOMAIN positive DROP NOT NULL

ALTER DOMAIN positive RENAME CONSTRAINT positive_check TO more

ALTER DOMAIN positive RENAME TO more

ALTER DOMAIN positive OWNER TO proof_owner

DROP DOMAIN word CASCADE

DROP DOMAIN positive CASCADE

CREATE FUNCTION fresh() RETURNS integer LANGUAGE sql AS 'SELECT 1'

CREATE FUNCTION fresh() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM lone'

CREATE FUNCTION fresh() RETURNS SETOF customers LANGUAGE sql AS 'SELECT * FROM customers'

CREATE FUNCTION fresh() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM lone; RETURN NEW; END'

CREATE OR REPLACE FUNCTION steady() RETURNS integer LANGUAGE sql AS 'SELECT 2'

ALTER FUNCTION steady() VOLATILE

ALTER FUNCTION steady() RENAME TO calm

DROP FUNCTION steady()

DROP FUNCTION touch() CASCADE

CREATE PROCEDURE fresh() LANGUAGE plpgsql AS 'BEGIN END'

CALL nothing()

DO 'BEGIN NULL; END'

CREATE SCHEMA fresh

CREATE SCHEMA fresh CREATE TABLE t (id integer)

ALTER SCHEMA proof_elsewhere RENAME TO proof_there

ALTER SCHEMA proof_elsewhere OWNER TO proof_owner

DROP SCHEMA proof_elsewhere CASCADE

CREATE EXTENSION IF NOT EXISTS plpgsql

CREATE EXTENSION pg_stat_statements

CREATE CAST (text AS mood) WITH INOUT

CREATE AGGREGATE fresh (integer) (SFUNC = int4pl, STYPE = integer)

CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4eq)

CREATE COLLATION fresh FROM "C"

CREATE TEXT SEARCH CONFIGURATION fresh (COPY = pg_catalog.english)

CREATE FUNCTION fresh() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'

CREATE EVENT TRIGGER fresh ON ddl_command_end EXECUTE FUNCTION told()

CREATE ROLE fresh

ALTER ROLE proof_owner SET work_mem = '1MB'

COMMENT ON SCHEMA proof IS 'x'
