-- Has this run committed a part of a script whose rest is missing?
SELECT EXISTS (SELECT FROM whimbrel.progress WHERE run = $1) OR EXISTS (SELECT FROM whimbrel.batches WHERE run = $1 AND batches > 0) AS "HasProgress"
