CREATE TABLE orders (id serial PRIMARY KEY, total integer NOT NULL DEFAULT 7, code varchar(10), state text);
CREATE INDEX orders_total_idx ON orders USING btree (total DESC) WHERE total > 3;
CREATE INDEX ON orders (code, total);
INSERT INTO orders (total, code) SELECT i, 'c' || i FROM generate_series(1, 500) i;
-- unsafe:
ALTER TABLE orders ALTER COLUMN total TYPE bigint;
ALTER TABLE orders ALTER COLUMN id SET DATA TYPE bigint, ALTER COLUMN code TYPE varchar(20), ADD COLUMN note text;
-- rollback:
ALTER TABLE orders ALTER COLUMN id TYPE integer, ALTER COLUMN code TYPE varchar(10), DROP COLUMN note;
ALTER TABLE orders ALTER COLUMN total TYPE integer;
