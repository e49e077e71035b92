-- Remember when a user was last here.
-- whimbrel:requires 20240101
BEGIN;

ALTER TABLE users ADD COLUMN last_seen_at timestamptz;

COMMIT;
