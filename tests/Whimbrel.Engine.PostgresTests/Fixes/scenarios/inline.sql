CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY);
INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 500) i;
INSERT INTO orders SELECT i FROM generate_series(1, 500) i;
-- unsafe:
ALTER TABLE orders ADD COLUMN code varchar(20) COLLATE "C" UNIQUE;
ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done'));
ALTER TABLE orders ADD COLUMN user_id bigint DEFAULT 1 REFERENCES users (id);
ALTER TABLE orders ADD COLUMN other_id bigint REFERENCES users (id);
-- rollback:
ALTER TABLE orders DROP COLUMN other_id, DROP COLUMN user_id, DROP COLUMN state, DROP COLUMN code;
