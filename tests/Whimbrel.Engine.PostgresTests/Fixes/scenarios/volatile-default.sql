CREATE TABLE users (id bigint PRIMARY KEY, email text);
INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 500) i;
-- unsafe:
ALTER TABLE users ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT users_token_key UNIQUE, ADD COLUMN note text DEFAULT 'none';
-- rollback:
ALTER TABLE users DROP COLUMN note, DROP COLUMN token;
