CREATE TABLE users (id bigint PRIMARY KEY, email text, name text);
CREATE INDEX users_email_idx ON users (email);
CREATE INDEX users_name_idx ON users (name);
INSERT INTO users SELECT i, 'u' || i, 'n' || i FROM generate_series(1, 500) i;
-- unsafe:
DROP INDEX users_email_idx, users_name_idx;
-- rollback:
CREATE INDEX users_email_idx ON users (email);
CREATE INDEX users_name_idx ON users (name);
