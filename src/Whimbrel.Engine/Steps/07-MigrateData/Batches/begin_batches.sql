-- Remembers where the batches of a statement end: rows that arrive later are the new version's business.
INSERT INTO whimbrel.batches (run, version, script, part, last)
VALUES ($1, $2, $3, $4, (SELECT ARRAY[{texts}] FROM {table} ORDER BY {descending} LIMIT 1))
ON CONFLICT DO NOTHING
