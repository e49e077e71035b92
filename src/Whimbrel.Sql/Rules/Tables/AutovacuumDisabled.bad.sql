ALTER TABLE jobs SET (autovacuum_enabled = false);
