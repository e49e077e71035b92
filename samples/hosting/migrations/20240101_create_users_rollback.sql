-- Drop the users table, with every user in it.
BEGIN;

DROP TABLE IF EXISTS users;

COMMIT;
