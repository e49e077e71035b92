-- # Rows

SELECT * FROM lone

SELECT * FROM customers WHERE id = 1

SELECT * FROM lone FOR UPDATE

SELECT * FROM customers WHERE id = 5 FOR SHARE

SELECT 1 FROM orders o JOIN customers c ON c.id = o.customer_id FOR UPDATE OF o

SELECT * FROM names

SELECT * FROM short_names

SELECT * FROM totals

SELECT * FROM big_totals

WITH a AS (SELECT * FROM lone) SELECT * FROM a

WITH gone AS (DELETE FROM copies RETURNING id) SELECT * FROM gone

INSERT INTO lone VALUES (1, 1, 'b')

INSERT INTO copies SELECT * FROM lone

INSERT INTO items VALUES (1000, 1, 1, 1)

INSERT INTO orders (customer_id, note) VALUES (1, 'o')

UPDATE items SET order_id = 2

SELECT * FROM readers FOR KEY SHARE

DELETE FROM readers

EXPLAIN (ANALYZE) SELECT * FROM names

INSERT INTO customers (id, email, known, hinted) VALUES (1, 'x', 1, 1) ON CONFLICT (id) DO UPDATE SET email = 'y'

UPDATE copies SET a = 2

UPDATE customers SET name = 'x' WHERE id = 1

UPDATE copies SET a = l.id FROM lone l WHERE l.id = copies.id

UPDATE names SET name = 'x' WHERE id = 1

DELETE FROM copies

DELETE FROM copies USING lone WHERE lone.id = copies.id

MERGE INTO copies USING lone ON lone.id = copies.id WHEN MATCHED THEN DELETE
-- since 15

SELECT * FROM animals

UPDATE animals SET legs = 3

SELECT * FROM ONLY animals

TRUNCATE lone

TRUNCATE customers CASCADE

TRUNCATE lone, copies RESTART IDENTITY

TRUNCATE orders RESTART IDENTITY CASCADE

TRUNCATE animals

LOCK TABLE lone

LOCK TABLE lone, copies IN ACCESS SHARE MODE

LOCK TABLE animals IN ROW EXCLUSIVE MODE

LOCK TABLE names IN SHARE MODE

COPY lone TO PROGRAM 'cat > /dev/null'

COPY (SELECT * FROM customers) TO PROGRAM 'cat > /dev/null'

COPY lone FROM PROGRAM 'true'

COPY customers (id, email) FROM PROGRAM 'true'

EXPLAIN SELECT * FROM lone

EXPLAIN ANALYZE DELETE FROM copies

DECLARE c CURSOR FOR SELECT * FROM lone

PREPARE p AS SELECT * FROM lone

VALUES (1)

SET LOCAL lock_timeout = '1s'
