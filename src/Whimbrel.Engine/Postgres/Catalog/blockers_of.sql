-- Who holds what this backend waits for, and does it wait for us in turn?
SELECT a.pid AS "Pid", coalesce(a.usename::text, a.backend_type) AS "User", coalesce(a.application_name, '') AS "Application", coalesce(a.state, '') AS "State", coalesce(a.backend_type, '') AS "Kind", a.backend_start AS "BackendStart",
       coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start)), 0)::float8 AS "AgeSeconds",
       $1 = ANY (pg_blocking_pids(a.pid)) AS "WaitsForUs", left(coalesce(a.query, ''), 200) AS "Query"
  FROM pg_stat_activity a
 WHERE a.pid = ANY (pg_blocking_pids($1))
