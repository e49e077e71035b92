CREATE TABLE users (id bigint, email text NOT NULL);
ALTER TABLE users ALTER COLUMN email DROP NOT NULL;
