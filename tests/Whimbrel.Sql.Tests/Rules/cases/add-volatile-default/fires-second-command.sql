ALTER TABLE users ADD COLUMN a integer, ADD COLUMN b timestamptz DEFAULT clock_timestamp();
