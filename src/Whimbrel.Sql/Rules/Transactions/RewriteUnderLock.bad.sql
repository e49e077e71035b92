ALTER TABLE authors ADD COLUMN meta jsonb;
VACUUM FULL prices;
