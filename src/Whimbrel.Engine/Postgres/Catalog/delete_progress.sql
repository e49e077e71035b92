-- The script is done as a whole: its parts and batches need no record any more.
WITH done AS (DELETE FROM whimbrel.batches WHERE run = $1 AND version = $2 AND script = $3)
DELETE FROM whimbrel.progress WHERE run = $1 AND version = $2 AND script = $3
