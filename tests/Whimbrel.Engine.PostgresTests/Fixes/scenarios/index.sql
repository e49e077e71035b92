CREATE TABLE users (id bigint PRIMARY KEY, email text, name text);
INSERT INTO users SELECT i, 'u' || i, 'n' || i FROM generate_series(1, 500) i;
-- unsafe:
-- People look for names.
CREATE INDEX ON users (lower(name));
CREATE UNIQUE INDEX users_email_unique ON users USING btree (email) WHERE email <> '';
COMMENT ON COLUMN users.name IS 'as they say it';
-- rollback:
COMMENT ON COLUMN users.name IS NULL;
DROP INDEX users_email_unique;
DROP INDEX users_lower_idx;
