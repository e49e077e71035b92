CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total integer);
INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 500) i;
INSERT INTO orders SELECT i, i, i FROM generate_series(1, 500) i;
-- unsafe:
BEGIN;
ALTER TABLE orders
    ADD COLUMN note text, -- what the customer said
    ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT orders_total_positive CHECK (total > 0),
    ADD CHECK (total < 100000);
CREATE TABLE invoices (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
CREATE INDEX invoices_order_id_idx ON invoices (order_id);
COMMIT;
-- rollback:
DROP TABLE invoices;
ALTER TABLE orders DROP CONSTRAINT orders_total_check, DROP CONSTRAINT orders_total_positive, DROP CONSTRAINT orders_user_id_fkey, DROP COLUMN note;
