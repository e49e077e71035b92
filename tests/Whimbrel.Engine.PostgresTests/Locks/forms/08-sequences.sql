-- # Sequences

CREATE SEQUENCE fresh

CREATE SEQUENCE fresh OWNED BY lone.id

CREATE SEQUENCE IF NOT EXISTS counter

ALTER SEQUENCE counter RESTART

ALTER SEQUENCE counter INCREMENT BY 10

ALTER SEQUENCE counter AS integer

ALTER SEQUENCE counter OWNED BY lone.id

ALTER SEQUENCE spare_counter OWNED BY NONE

ALTER SEQUENCE orders_number_seq MAXVALUE 1000000

ALTER SEQUENCE counter RENAME TO numbers

ALTER SEQUENCE counter OWNER TO proof_owner

ALTER SEQUENCE counter SET SCHEMA proof_elsewhere

ALTER SEQUENCE counter SET UNLOGGED
-- since 15

ALTER SEQUENCE IF EXISTS nosuch RESTART

DROP SEQUENCE counter

DROP SEQUENCE spare_counter

DROP SEQUENCE orders_number_seq CASCADE

COMMENT ON SEQUENCE counter IS 'x'

SELECT nextval('counter')

SELECT setval('counter', 100)

SELECT setval('orders_id_seq', (SELECT max(id) FROM orders))

SELECT last_value FROM counter

GRANT USAGE ON SEQUENCE counter TO proof_owner

DROP SEQUENCE counter, spare_counter

ALTER SEQUENCE spare_counter OWNED BY copies.id

ALTER SEQUENCE orders_id_seq RESTART WITH 500

SELECT currval('counter') FROM lone WHERE false

SELECT pg_catalog.setval('proof.counter', 1, false)
