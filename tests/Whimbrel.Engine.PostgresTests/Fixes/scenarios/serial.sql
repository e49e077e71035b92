CREATE TABLE users (id bigint PRIMARY KEY, email text);
INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 500) i;
-- unsafe:
ALTER TABLE users ADD COLUMN number bigserial;
-- rollback:
ALTER TABLE users DROP COLUMN number;
