CREATE TABLE prices (price integer);
-- migration: widen.sql
ALTER TABLE authors ADD COLUMN meta jsonb;
ALTER TABLE prices ALTER COLUMN price TYPE bigint;
