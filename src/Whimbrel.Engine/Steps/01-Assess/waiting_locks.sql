-- Who waits for a lock, and for how long?
SELECT a.pid AS "Pid", coalesce(a.usename::text, '') AS "User", l.locktype AS "LockType", l.relation::regclass::text AS "Relation", l.mode AS "Mode",
       coalesce(extract(epoch FROM clock_timestamp() - coalesce(l.waitstart, a.state_change)), 0)::float8 AS "WaitedSeconds", left(coalesce(a.query, ''), 200) AS "Query"
  FROM pg_locks l
  JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE NOT l.granted AND a.datname = current_database()
 ORDER BY 6 DESC
