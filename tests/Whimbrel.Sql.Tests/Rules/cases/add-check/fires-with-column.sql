ALTER TABLE t ADD COLUMN a integer CHECK (a > 0);
