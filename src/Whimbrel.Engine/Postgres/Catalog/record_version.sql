-- Records a version; one that is recorded already gets the new time.
WITH touched AS (
    UPDATE {table} SET applied_at = now() WHERE version = $1 RETURNING 1
)
INSERT INTO {table} (version, applied_at)
SELECT $1, now()
 WHERE NOT EXISTS (SELECT FROM touched)
