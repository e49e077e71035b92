BEGIN;
ALTER TABLE orders ADD COLUMN closed_at timestamptz;
COMMIT;
UPDATE orders SET state = 'open' WHERE id = 1;
