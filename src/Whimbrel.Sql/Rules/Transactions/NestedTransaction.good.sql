BEGIN;
ALTER TABLE users ADD COLUMN theme text;
SAVEPOINT before_settings;
ALTER TABLE users ADD COLUMN settings jsonb;
COMMIT;
