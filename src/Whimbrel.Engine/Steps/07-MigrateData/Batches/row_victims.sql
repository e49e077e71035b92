-- How long have others waited for a backend ($1), and how long does it wait itself?
SELECT count(DISTINCT w.pid) FILTER (WHERE w.pid <> $1) AS "Victims",
       coalesce(max(extract(epoch FROM clock_timestamp() - w.waitstart)) FILTER (WHERE w.pid <> $1), 0)::float8 AS "VictimSeconds",
       coalesce(max(extract(epoch FROM clock_timestamp() - w.waitstart)) FILTER (WHERE w.pid = $1), 0)::float8 AS "OwnSeconds"
  FROM pg_locks w
 WHERE NOT w.granted AND (w.pid = $1 OR $1 = ANY (pg_blocking_pids(w.pid)))
