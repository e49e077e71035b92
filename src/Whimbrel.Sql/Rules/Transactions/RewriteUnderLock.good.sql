ALTER TABLE authors ADD COLUMN meta jsonb;
-- migration: vacuum.sql
VACUUM FULL prices;
