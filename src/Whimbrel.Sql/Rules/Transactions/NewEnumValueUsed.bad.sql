BEGIN;
ALTER TYPE order_state ADD VALUE 'paused' AFTER 'open';
UPDATE orders SET state = 'paused' WHERE id = 1;
COMMIT;
