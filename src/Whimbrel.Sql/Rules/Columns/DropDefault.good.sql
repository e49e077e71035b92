CREATE TABLE orders (id bigint PRIMARY KEY, state text DEFAULT 'new');

-- migration: 2.sql
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;
