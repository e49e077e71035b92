CREATE TABLE users (id bigint);
-- migration: 2
ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();
