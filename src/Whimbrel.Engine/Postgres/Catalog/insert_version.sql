-- Records a version.
INSERT INTO {table} (version, applied_at) VALUES ($1, now())
