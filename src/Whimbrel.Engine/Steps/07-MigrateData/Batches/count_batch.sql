-- How many rows the batch has changed.
UPDATE whimbrel.batches SET rows = rows + $5 WHERE run = $1 AND version = $2 AND script = $3 AND part = $4
