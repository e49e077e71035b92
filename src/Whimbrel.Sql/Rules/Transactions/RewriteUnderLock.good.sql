CREATE TABLE prices (price integer);
-- migration: column.sql
ALTER TABLE authors ADD COLUMN meta jsonb;
-- migration: widen.sql
ALTER TABLE prices ALTER COLUMN price TYPE bigint;
