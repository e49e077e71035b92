-- # Indexes

CREATE INDEX fresh ON lone (a)

CREATE INDEX ON customers (born)

CREATE INDEX IF NOT EXISTS customers_name ON customers (name)

CREATE UNIQUE INDEX fresh ON lone (id)

CREATE INDEX fresh ON lone USING hash (a)

CREATE INDEX fresh ON lone USING brin (a)

CREATE INDEX fresh ON lone (a) INCLUDE (b) WITH (fillfactor = 70) WHERE a > 10

CREATE INDEX fresh ON lone (lower(b))

CREATE INDEX fresh ON lone (abs(a))

CREATE INDEX fresh ON totals (total)

CREATE INDEX ON animals (id)

DROP INDEX customers_name

DROP INDEX IF EXISTS nosuch

DROP INDEX customers_name, customers_at

DROP INDEX totals_customer

ALTER INDEX customers_name RENAME TO customers_title

ALTER INDEX customers_pkey RENAME TO customers_key

ALTER INDEX customers_name SET (fillfactor = 70)

ALTER INDEX customers_name RESET (fillfactor)

ALTER INDEX customers_name SET (deduplicate_items = off)

ALTER INDEX customers_name SET TABLESPACE proof_space

ALTER INDEX ALL IN TABLESPACE proof_space SET TABLESPACE pg_default

ALTER INDEX customers_name DEPENDS ON EXTENSION plpgsql

ALTER INDEX IF EXISTS nosuch RENAME TO more

REINDEX INDEX customers_name

REINDEX TABLE customers

REINDEX TABLE lone

REINDEX TABLE totals

COMMENT ON INDEX customers_name IS 'x'

CLUSTER customers

CLUSTER customers USING customers_name

CLUSTER (VERBOSE) customers USING customers_pkey

CREATE STATISTICS more ON age, small FROM customers

CREATE STATISTICS IF NOT EXISTS lone_stats ON a, b FROM lone

ALTER STATISTICS lone_stats SET STATISTICS 100

ALTER STATISTICS lone_stats RENAME TO stats

ALTER STATISTICS lone_stats OWNER TO proof_owner

ALTER STATISTICS lone_stats SET SCHEMA proof_elsewhere

DROP STATISTICS lone_stats

COMMENT ON STATISTICS lone_stats IS 'x'

ANALYZE lone

ANALYZE customers (name, code)

ANALYZE customers, lone

ANALYZE animals

REINDEX INDEX customers_pkey

REINDEX (VERBOSE) TABLE orders

DROP INDEX dogs_name

CREATE INDEX fresh ON dogs (breed)

CLUSTER totals USING totals_customer

ANALYZE totals

ANALYZE (VERBOSE) orders (note)

ANALYZE keyed

ALTER INDEX customers_pkey SET TABLESPACE proof_space

CREATE INDEX fresh ON ONLY customers (born)

CREATE INDEX fresh ON fleeting (a)
