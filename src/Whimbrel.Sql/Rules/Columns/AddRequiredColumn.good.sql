-- A constant is stored once, beside the table: no row is written.
ALTER TABLE users ADD COLUMN country text NOT NULL DEFAULT 'NL';
ALTER TABLE users ADD COLUMN region text;
