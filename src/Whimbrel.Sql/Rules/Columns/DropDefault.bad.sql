CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL DEFAULT 'new');

-- migration: 2.sql
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;
