BEGIN;
ALTER TABLE users ADD COLUMN theme text;
UPDATE settings SET value = 'light' WHERE name = 'theme';
COMMIT;
