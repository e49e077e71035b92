-- Who is in these databases ($1), but for our own sessions ($2)?
SELECT a.pid AS "Pid", coalesce(a.usename::text, '') AS "User", coalesce(a.application_name, '') AS "Application", coalesce(a.state, '') AS "State", coalesce(a.backend_type, '') AS "Kind",
       a.backend_start AS "BackendStart", coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start)), -1)::float8 AS "AgeSeconds",
       CASE WHEN a.backend_start IS NULL THEN '' ELSE left(coalesce(a.query, ''), 1000) END AS "Query"
  FROM pg_stat_activity a
 WHERE a.datname = ANY ($1::text[]) AND a.pid <> pg_backend_pid() AND a.leader_pid IS NULL
   AND NOT (a.application_name LIKE $2 AND a.usename = current_user)
 ORDER BY a.xact_start
