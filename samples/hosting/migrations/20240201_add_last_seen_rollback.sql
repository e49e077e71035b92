-- Forget when users were last here.
BEGIN;

ALTER TABLE users DROP COLUMN IF EXISTS last_seen_at;

COMMIT;
