CREATE TABLE flags (title text PRIMARY KEY, is_on boolean);

-- migration: 2.sql
UPDATE flags SET is_on = true WHERE title = 'billing';
