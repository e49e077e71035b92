-- What every form finds: each table has rows. Made anew in the schema proof of each server.
CREATE TABLE customers (
    id integer PRIMARY KEY,
    email text NOT NULL CONSTRAINT customers_email UNIQUE,
    name varchar(40) DEFAULT 'nobody',
    code varchar(10),
    fixed char(5),
    amount numeric(10,2),
    born date,
    at timestamp,
    attz timestamptz,
    exact timestamp(6),
    secs time(3),
    span interval,
    flag boolean,
    net cidr,
    bits varbit(8),
    data json,
    small smallint,
    age integer CONSTRAINT customers_age CHECK (age > 0),
    known integer CONSTRAINT customers_known CHECK (known IS NOT NULL),
    hinted integer,
    stamp timestamptz DEFAULT clock_timestamp(),
    doubled integer GENERATED ALWAYS AS (age * 2) STORED
);
CREATE INDEX customers_name ON customers (name);
CREATE INDEX customers_lower ON customers (lower(email));
CREATE INDEX customers_code ON customers (code);
CREATE INDEX customers_at ON customers (at);
CREATE INDEX customers_attz ON customers (attz);
CREATE INDEX customers_age_part ON customers (age) WHERE flag;
CREATE UNIQUE INDEX customers_spare ON customers (email, id);
CREATE INDEX customers_cluster ON customers (small);
ALTER TABLE customers CLUSTER ON customers_cluster;
ALTER TABLE customers ADD CONSTRAINT customers_later CHECK (small < 10000) NOT VALID;
ALTER TABLE customers ADD CONSTRAINT customers_hinted CHECK (hinted IS NOT NULL) NOT VALID;
INSERT INTO customers (id, email, name, code, fixed, amount, born, at, attz, exact, secs, span, flag, net, bits, data, small, age, known, hinted)
SELECT i, 'c' || i, 'n' || i, 'x' || i % 10, 'f', i, '2024-01-01', now(), now(), now(), '10:00', '1 day', true, '10.0.0.0/8', B'1', '{}', i % 5, i, i, i
  FROM generate_series(1, 200) i;

CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id integer NOT NULL CONSTRAINT orders_customer REFERENCES customers,
    number serial,
    note varchar(20),
    total numeric(10,2),
    placed timestamptz DEFAULT now()
);
CREATE INDEX orders_note ON orders (note);
CREATE UNIQUE INDEX orders_number ON orders (number);
INSERT INTO orders (customer_id, note, total) SELECT i, 'o' || i, i FROM generate_series(1, 100) i;

CREATE TABLE items (id integer NOT NULL, order_id bigint, customer_id integer, parent_id integer);
ALTER TABLE items ADD CONSTRAINT items_order FOREIGN KEY (order_id) REFERENCES orders NOT VALID;
INSERT INTO items SELECT i, i, i, 1 FROM generate_series(1, 100) i;
CREATE UNIQUE INDEX items_id ON items (id);

CREATE TABLE tree (id integer PRIMARY KEY, parent_id integer CONSTRAINT tree_parent REFERENCES tree);
INSERT INTO tree SELECT i, 1 FROM generate_series(1, 20) i;

CREATE TABLE lone (id integer, a integer, b text);
INSERT INTO lone SELECT i, i, 'b' FROM generate_series(1, 100) i;
CREATE UNLOGGED TABLE fleeting (id integer PRIMARY KEY, a serial);
INSERT INTO fleeting SELECT i FROM generate_series(1, 100) i;
CREATE TABLE copies (LIKE lone);
INSERT INTO copies SELECT * FROM lone;

CREATE TABLE events (day date NOT NULL, kind integer, customer_id integer) PARTITION BY RANGE (day);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE INDEX events_day ON events (day);
ALTER TABLE events ADD CONSTRAINT events_customer FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE events ADD CONSTRAINT events_kind CHECK (kind > 0);
INSERT INTO events SELECT '2024-01-01'::date + i, 1, i FROM generate_series(1, 100) i;
CREATE TABLE events_3 (day date NOT NULL, kind integer CONSTRAINT events_kind CHECK (kind > 0), customer_id integer);
INSERT INTO events_3 SELECT '2025-01-01'::date, 1, i FROM generate_series(1, 20) i;
CREATE TABLE events_4 (day date NOT NULL, kind integer CONSTRAINT events_kind CHECK (kind > 0), customer_id integer,
    CONSTRAINT events_4_day CHECK (day >= '2025-01-01' AND day < '2025-02-01'));
INSERT INTO events_4 SELECT '2025-01-01'::date, 1, i FROM generate_series(1, 20) i;

CREATE TABLE logs (id integer NOT NULL, region text NOT NULL, size integer) PARTITION BY LIST (region);
CREATE TABLE logs_eu PARTITION OF logs FOR VALUES IN ('eu');
CREATE TABLE logs_us PARTITION OF logs FOR VALUES IN ('us') PARTITION BY RANGE (id);
CREATE TABLE logs_us_1 PARTITION OF logs_us FOR VALUES FROM (0) TO (1000);
CREATE TABLE logs_apac (id integer NOT NULL, region text NOT NULL, size integer);
INSERT INTO logs SELECT i, CASE WHEN i % 2 = 0 THEN 'eu' ELSE 'us' END, i FROM generate_series(1, 100) i;
INSERT INTO logs_apac SELECT i, 'apac', i FROM generate_series(1, 20) i;

CREATE INDEX logs_size ON ONLY logs (size);
CREATE INDEX logs_eu_size ON logs_eu (size);

CREATE TABLE keyed (id integer, part integer, note text, PRIMARY KEY (id, part)) PARTITION BY LIST (part);
CREATE TABLE keyed_1 PARTITION OF keyed FOR VALUES IN (1);
CREATE TABLE keyed_2 PARTITION OF keyed FOR VALUES IN (2);
CREATE TABLE keyed_0 PARTITION OF keyed FOR VALUES IN (0);
CREATE TABLE keyed_3 (id integer NOT NULL, part integer NOT NULL, note text);
INSERT INTO keyed SELECT i, 1 + i % 2, 'k' FROM generate_series(1, 40) i;
INSERT INTO keyed_3 SELECT i, 3, 'k' FROM generate_series(1, 20) i;
CREATE TABLE readers (id integer, part integer);
ALTER TABLE readers ADD CONSTRAINT readers_keyed FOREIGN KEY (id, part) REFERENCES keyed;
INSERT INTO keyed VALUES (1, 0, 'k');
INSERT INTO readers SELECT id, part FROM keyed WHERE part > 0;

CREATE TABLE animals (id integer, name text, legs integer CONSTRAINT animals_legs CHECK (legs >= 0));
CREATE TABLE dogs (breed text) INHERITS (animals);
CREATE TABLE puppies (weeks integer) INHERITS (dogs);
CREATE TABLE cats (id integer, name text, legs integer CONSTRAINT animals_legs CHECK (legs >= 0));
CREATE INDEX animals_name ON animals (name);
CREATE INDEX dogs_name ON dogs (name);
INSERT INTO animals SELECT i, 'a', 4 FROM generate_series(1, 20) i;
INSERT INTO dogs SELECT i, 'd', 4, 'b' FROM generate_series(1, 20) i;
INSERT INTO puppies SELECT i, 'p', 4, 'b', 5 FROM generate_series(1, 20) i;
INSERT INTO cats SELECT i, 'c', 4 FROM generate_series(1, 20) i;

CREATE VIEW names AS SELECT id, name FROM customers;
CREATE VIEW short_names AS SELECT id FROM names;
CREATE VIEW order_list AS SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id;
CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
CREATE UNIQUE INDEX totals_customer ON totals (customer_id);
CREATE VIEW big_totals AS SELECT * FROM totals WHERE total > 10;

CREATE SEQUENCE counter;
CREATE SEQUENCE spare_counter OWNED BY lone.id;

CREATE TABLE parents (id integer PRIMARY KEY, code varchar(20) CONSTRAINT parents_code UNIQUE);
INSERT INTO parents SELECT i, 'p' || i FROM generate_series(1, 100) i;
CREATE TABLE fellows (parent_id integer REFERENCES parents, code varchar(20));
INSERT INTO fellows SELECT i, 'p' || i FROM generate_series(1, 100) i;
ALTER TABLE fellows ADD CONSTRAINT fellows_code FOREIGN KEY (code) REFERENCES parents (code) NOT VALID;
CREATE UNLOGGED TABLE kept (
    id integer GENERATED ALWAYS AS IDENTITY,
    tags varchar[],
    words varchar(10)[],
    old oid,
    num numeric(20,2),
    span interval(3),
    bits bit(8),
    real real,
    label varchar(20),
    moment timestamptz(6),
    mark text
);
INSERT INTO kept (tags, words, old, num, label) SELECT '{a}', '{b}', i, i, 'l' FROM generate_series(1, 50) i;
CREATE INDEX kept_label ON kept (label);
CREATE INDEX kept_mark ON kept (lower(mark));

CREATE TABLE checked (a integer CHECK (a > 0), b varchar(10) CHECK (b <> ''), c varchar(20) CONSTRAINT checked_c CHECK (length(c) < 30));
INSERT INTO checked SELECT i, 'b', 'c' FROM generate_series(1, 50) i;

CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE address AS (street text, city text);
CREATE TYPE person AS (id integer, name text);
CREATE DOMAIN positive AS integer CONSTRAINT positive_check CHECK (VALUE > 0);
CREATE DOMAIN word AS text;
CREATE DOMAIN natural_number AS integer CONSTRAINT natural_check CHECK (VALUE >= 0);
CREATE TABLE ages (id natural_number);
INSERT INTO ages SELECT i FROM generate_series(1, 20) i;
CREATE TABLE moods (id integer, mood mood, home address, score positive, word word, scores positive[]);
INSERT INTO moods SELECT i, 'ok', ROW('s', 'c')::address, i, 'w', ARRAY[i]::positive[] FROM generate_series(1, 50) i;
CREATE TABLE persons OF person;
INSERT INTO persons SELECT i, 'p' FROM generate_series(1, 20) i;
CREATE TABLE people (id integer, name text);
INSERT INTO people SELECT i, 'p' FROM generate_series(1, 20) i;

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION told() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION steady() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 1';
CREATE TRIGGER customers_touch BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER events_touch AFTER UPDATE ON events FOR EACH ROW EXECUTE FUNCTION touch();
CREATE RULE lone_rule AS ON DELETE TO lone WHERE OLD.id = 5 DO INSTEAD NOTHING;
CREATE POLICY lone_policy ON lone USING (id > 0);
CREATE STATISTICS lone_stats ON a, b FROM lone;
CREATE PUBLICATION published FOR TABLE lone;
CREATE PROCEDURE nothing() LANGUAGE plpgsql AS 'BEGIN END';
CREATE SCHEMA IF NOT EXISTS proof_elsewhere;
CREATE EVENT TRIGGER watched ON sql_drop EXECUTE FUNCTION told();
