-- Has this run committed a part of this script, or some rows of one?
SELECT EXISTS (SELECT FROM whimbrel.progress WHERE run = $1 AND version = $2 AND script = $3)
    OR EXISTS (SELECT FROM whimbrel.batches WHERE run = $1 AND version = $2 AND script = $3 AND batches > 0) AS "HasBegun"
