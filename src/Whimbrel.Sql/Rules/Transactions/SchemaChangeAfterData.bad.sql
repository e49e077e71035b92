BEGIN;
UPDATE orders SET state = 'open' WHERE id = 1;
ALTER TABLE orders ADD COLUMN closed_at timestamptz;
COMMIT;
