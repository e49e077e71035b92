CREATE TABLE users (id bigint PRIMARY KEY, email text, name text);
INSERT INTO users SELECT i, 'u' || i, 'n' || i FROM generate_series(1, 500) i;
-- unsafe:
ALTER TABLE users ALTER COLUMN email SET NOT NULL, ALTER COLUMN name SET NOT NULL, ALTER COLUMN name SET DEFAULT 'nobody';
-- rollback:
ALTER TABLE users ALTER COLUMN email DROP NOT NULL, ALTER COLUMN name DROP NOT NULL, ALTER COLUMN name DROP DEFAULT;
