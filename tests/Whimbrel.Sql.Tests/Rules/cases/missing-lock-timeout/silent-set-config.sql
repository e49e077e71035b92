SELECT set_config('lock_timeout', '2s', true);
ALTER TABLE t ADD COLUMN a integer;
