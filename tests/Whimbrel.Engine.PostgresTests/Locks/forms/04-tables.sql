-- # Tables: create, rename, move, options

CREATE TABLE fresh (id integer PRIMARY KEY, name text UNIQUE, n serial, CHECK (id > 0))

CREATE TABLE IF NOT EXISTS customers (id integer)

CREATE TEMPORARY TABLE fresh (id integer)

CREATE TABLE fresh (id integer REFERENCES customers, order_id bigint REFERENCES orders (id))

CREATE TABLE fresh (id integer, part integer, FOREIGN KEY (id, part) REFERENCES keyed)

CREATE TABLE fresh (id integer DEFAULT nextval('counter'))

CREATE TABLE fresh (mood mood, score positive)

CREATE TABLE fresh (LIKE customers)

CREATE TABLE fresh (LIKE customers INCLUDING ALL)

CREATE TABLE fresh (LIKE orders INCLUDING DEFAULTS INCLUDING IDENTITY)

CREATE TABLE fresh (LIKE names)

CREATE TABLE fresh () INHERITS (animals)

CREATE TABLE fresh () INHERITS (dogs, lone)

CREATE TABLE fresh PARTITION OF events FOR VALUES FROM ('2025-06-01') TO ('2025-07-01')

CREATE TABLE fresh PARTITION OF logs FOR VALUES IN ('apac')

CREATE TABLE fresh PARTITION OF logs DEFAULT

CREATE TABLE fresh PARTITION OF keyed FOR VALUES IN (9)

CREATE TABLE fresh OF person

CREATE TABLE fresh (id integer) PARTITION BY HASH (id)

CREATE TABLE fresh AS SELECT * FROM lone

CREATE TABLE fresh AS SELECT * FROM names WITH NO DATA

CREATE TABLE IF NOT EXISTS lone AS SELECT * FROM customers

SELECT id INTO fresh FROM lone

ALTER TABLE lone RENAME TO alone

ALTER TABLE customers RENAME TO buyers

ALTER TABLE events RENAME TO happenings

ALTER TABLE lone SET SCHEMA proof_elsewhere

ALTER TABLE orders SET SCHEMA proof_elsewhere

ALTER TABLE customers SET SCHEMA proof_elsewhere

ALTER TABLE events SET SCHEMA proof_elsewhere

ALTER TABLE lone OWNER TO proof_owner

ALTER TABLE orders OWNER TO proof_owner

ALTER TABLE events OWNER TO proof_owner

ALTER TABLE lone SET TABLESPACE proof_space

ALTER TABLE customers SET TABLESPACE proof_space

ALTER TABLE events SET TABLESPACE proof_space

ALTER TABLE copies SET UNLOGGED

ALTER TABLE fleeting SET LOGGED

ALTER TABLE customers SET ACCESS METHOD proof_heap
-- since 15

ALTER TABLE events SET ACCESS METHOD proof_heap
-- since 17

ALTER TABLE lone SET (fillfactor = 70)

ALTER TABLE lone SET (autovacuum_enabled = false, toast.autovacuum_enabled = false)

ALTER TABLE lone SET (parallel_workers = 2)

ALTER TABLE lone SET (toast_tuple_target = 200)

ALTER TABLE lone SET (user_catalog_table = true)

ALTER TABLE lone RESET (fillfactor)

ALTER TABLE customers CLUSTER ON customers_name

ALTER TABLE customers SET WITHOUT CLUSTER

ALTER TABLE lone SET WITHOUT OIDS

ALTER TABLE lone REPLICA IDENTITY FULL

ALTER TABLE customers REPLICA IDENTITY USING INDEX customers_spare

ALTER TABLE lone ENABLE ROW LEVEL SECURITY

ALTER TABLE lone FORCE ROW LEVEL SECURITY

ALTER TABLE customers DISABLE TRIGGER customers_touch

ALTER TABLE customers ENABLE ALWAYS TRIGGER customers_touch

ALTER TABLE customers DISABLE TRIGGER ALL

ALTER TABLE orders DISABLE TRIGGER USER

ALTER TABLE events DISABLE TRIGGER events_touch

ALTER TABLE ONLY events DISABLE TRIGGER events_touch

ALTER TABLE lone DISABLE RULE lone_rule

ALTER TABLE dogs NO INHERIT animals

ALTER TABLE cats INHERIT animals

ALTER TABLE people OF person

ALTER TABLE persons NOT OF

ALTER TABLE lone SET (fillfactor = 80), ALTER COLUMN a SET STATISTICS 10

ALTER TABLE lone ALTER COLUMN a SET STATISTICS 10, ALTER COLUMN a SET DEFAULT 1

ALTER TABLE names RENAME TO labels

ALTER TABLE ALL IN TABLESPACE proof_space SET TABLESPACE pg_default

ALTER TABLE kept SET LOGGED

ALTER TABLE kept OWNER TO proof_owner

ALTER TABLE tree SET UNLOGGED

ALTER TABLE copies SET TABLESPACE proof_space, ADD COLUMN c integer

ALTER TABLE animals SET TABLESPACE proof_space

ALTER TABLE animals OWNER TO proof_owner

ALTER TABLE animals RENAME TO beasts

ALTER TABLE animals SET (fillfactor = 50)

ALTER TABLE dogs NO INHERIT animals, ADD COLUMN c integer

ALTER TABLE fleeting SET SCHEMA proof_elsewhere

ALTER TABLE animals ENABLE ROW LEVEL SECURITY

CREATE TABLE fresh (id integer REFERENCES tree)

CREATE UNLOGGED TABLE fresh (id serial PRIMARY KEY)

CREATE TABLE fresh PARTITION OF events FOR VALUES FROM ('2025-06-01') TO ('2025-07-01') PARTITION BY RANGE (day)

CREATE TABLE fresh PARTITION OF logs_us FOR VALUES FROM (2000) TO (3000)

CREATE TABLE fresh (LIKE customers INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)
