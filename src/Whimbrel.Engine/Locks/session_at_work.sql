-- Is the session ($1) that began at $2 still there, does it still do what it began at $3, and how many wait for what it holds?
SELECT EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = $1 AND a.backend_start = $2) AS "IsThere",
       EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = $1 AND a.backend_start = $2 AND a.state IS DISTINCT FROM 'idle' AND a.state NOT LIKE 'idle in%' AND a.query_start = $3) AS "IsBusy",
       (SELECT count(*) FROM pg_locks w WHERE NOT w.granted AND $1 = ANY (pg_blocking_pids(w.pid))) AS "Victims"
