-- Has this run committed a part of a script whose rest is missing?
SELECT EXISTS (SELECT FROM whimbrel.progress WHERE run = $1) AS "HasProgress"
