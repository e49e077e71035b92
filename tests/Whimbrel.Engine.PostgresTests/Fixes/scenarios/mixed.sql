CREATE SCHEMA shop;
CREATE TABLE shop.users (id bigint PRIMARY KEY, "Email" text, age integer);
CREATE TABLE shop.settings (name text PRIMARY KEY, value text);
INSERT INTO shop.users SELECT i, 'u' || i, 20 FROM generate_series(1, 500) i;
INSERT INTO shop.settings VALUES ('mail', 'off');
-- unsafe:
BEGIN;
SET LOCAL search_path = shop;
-- whimbrel:confirm "the mail goes out"
CREATE INDEX ON users ("Email");
ALTER TABLE ONLY users ADD CHECK (age > 0);
UPDATE settings SET value = 'on' WHERE name = 'mail';
ALTER TABLE users ALTER "Email" SET NOT NULL;
COMMIT;
-- rollback:
BEGIN;
SET LOCAL search_path = shop;
ALTER TABLE users ALTER "Email" DROP NOT NULL;
UPDATE settings SET value = 'off' WHERE name = 'mail';
ALTER TABLE users DROP CONSTRAINT users_age_check;
DROP INDEX "users_Email_idx";
COMMIT;
