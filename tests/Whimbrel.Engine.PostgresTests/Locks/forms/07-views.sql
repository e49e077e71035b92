-- # Views and materialized views

CREATE VIEW fresh AS SELECT id FROM customers

CREATE OR REPLACE VIEW names AS SELECT id, name FROM customers

CREATE OR REPLACE VIEW names AS SELECT id, name, code FROM customers

CREATE OR REPLACE VIEW short_names AS SELECT id FROM lone

CREATE VIEW fresh AS SELECT * FROM short_names

CREATE TEMPORARY VIEW fresh AS SELECT 1 AS a

CREATE MATERIALIZED VIEW fresh AS SELECT * FROM lone

CREATE MATERIALIZED VIEW fresh AS SELECT * FROM lone WITH NO DATA

CREATE MATERIALIZED VIEW IF NOT EXISTS totals AS SELECT 1

DROP VIEW short_names

DROP VIEW names CASCADE

DROP VIEW order_list, short_names

DROP MATERIALIZED VIEW totals CASCADE

DROP VIEW big_totals

ALTER VIEW names RENAME TO labels

ALTER VIEW names OWNER TO proof_owner

ALTER VIEW names SET SCHEMA proof_elsewhere

ALTER VIEW names SET (security_barrier = true)

ALTER VIEW names RESET (security_barrier)

ALTER VIEW names SET (security_invoker = true)
-- since 15

ALTER MATERIALIZED VIEW totals RENAME TO sums

ALTER MATERIALIZED VIEW totals SET SCHEMA proof_elsewhere

ALTER MATERIALIZED VIEW totals OWNER TO proof_owner

ALTER MATERIALIZED VIEW totals SET (fillfactor = 70)

ALTER MATERIALIZED VIEW totals CLUSTER ON totals_customer

ALTER MATERIALIZED VIEW totals SET ACCESS METHOD proof_heap
-- since 15

ALTER MATERIALIZED VIEW totals SET TABLESPACE proof_space

REFRESH MATERIALIZED VIEW totals

REFRESH MATERIALIZED VIEW totals WITH NO DATA

REFRESH MATERIALIZED VIEW CONCURRENTLY totals

CREATE RULE fresh AS ON INSERT TO lone DO ALSO NOTHING

CREATE OR REPLACE RULE lone_rule AS ON DELETE TO lone DO INSTEAD NOTHING

CREATE RULE fresh AS ON INSERT TO names DO INSTEAD INSERT INTO lone VALUES (NEW.id)

ALTER RULE lone_rule ON lone RENAME TO more

DROP RULE lone_rule ON lone

COMMENT ON VIEW names IS 'x'

COMMENT ON MATERIALIZED VIEW totals IS 'x'

COMMENT ON COLUMN customers.name IS 'x'

COMMENT ON CONSTRAINT customers_age ON customers IS 'x'

COMMENT ON TRIGGER customers_touch ON customers IS 'x'

COMMENT ON RULE lone_rule ON lone IS 'x'

COMMENT ON POLICY lone_policy ON lone IS 'x'

COMMENT ON FUNCTION touch() IS 'x'

CREATE VIEW fresh AS SELECT * FROM lone FOR UPDATE

CREATE VIEW fresh AS WITH a AS (SELECT * FROM customers) SELECT a.id FROM a JOIN orders o ON o.id = a.id

CREATE OR REPLACE VIEW order_list AS SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id

CREATE MATERIALIZED VIEW fresh AS SELECT * FROM names

ALTER VIEW IF EXISTS nosuch RENAME TO more

DROP VIEW IF EXISTS nosuch

COMMENT ON COLUMN names.id IS 'x'

CREATE RECURSIVE VIEW fresh (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM fresh WHERE n < 3
