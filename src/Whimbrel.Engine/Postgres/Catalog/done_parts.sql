-- Which parts of this script has this run done?
SELECT part AS "Part" FROM whimbrel.progress WHERE run = $1 AND version = $2 AND script = $3
