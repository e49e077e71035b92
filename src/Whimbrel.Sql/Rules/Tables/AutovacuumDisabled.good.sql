ALTER TABLE jobs SET (autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE jobs RESET (autovacuum_enabled);
