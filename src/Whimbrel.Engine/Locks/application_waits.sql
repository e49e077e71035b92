-- How long have others waited for a backend ($1), and how long does it wait itself? Only waits that the application knows count:
-- for a row, or for a table in a mode that queries take. Maintenance and other schema changes may wait.
SELECT count(DISTINCT w.pid) FILTER (WHERE w.pid <> $1) AS "Victims",
       coalesce(max(extract(epoch FROM clock_timestamp() - w.waitstart)) FILTER (WHERE w.pid <> $1), 0)::float8 AS "VictimSeconds",
       coalesce(max(extract(epoch FROM clock_timestamp() - w.waitstart)) FILTER (WHERE w.pid = $1), 0)::float8 AS "OwnSeconds"
  FROM pg_locks w
 WHERE NOT w.granted
   AND (w.pid = $1 OR ((w.locktype IN ('transactionid', 'tuple') OR (w.locktype = 'relation' AND w.mode IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')))
        AND $1 = ANY (pg_blocking_pids(w.pid))))
