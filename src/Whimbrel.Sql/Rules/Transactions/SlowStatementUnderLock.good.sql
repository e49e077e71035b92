UPDATE settings SET value = 'light' WHERE name = 'theme';
-- migration: column.sql
ALTER TABLE users ADD COLUMN theme text;
ALTER TABLE users ADD COLUMN font text;
