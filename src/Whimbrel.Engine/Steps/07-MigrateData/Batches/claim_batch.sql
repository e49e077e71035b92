-- Claims the next batch before its work begins: whoever else stood at the same place waits here, and then finds it taken.
WITH next AS (
    SELECT ARRAY[{texts}] AS key FROM {table} WHERE {range} ORDER BY {ascending} OFFSET $6 LIMIT 1)
UPDATE whimbrel.batches
   SET reached = coalesce((SELECT key FROM next), last), keys = keys + CASE WHEN EXISTS (SELECT FROM next) THEN $6 + 1 ELSE 0 END, batches = batches + 1, at = clock_timestamp()
 WHERE run = $1 AND version = $2 AND script = $3 AND part = $4 AND reached IS NOT DISTINCT FROM $5::text[]
RETURNING reached AS "Reached"
