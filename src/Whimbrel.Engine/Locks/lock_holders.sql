-- Who holds a lock on one of these relations ($1) in a mode ($2, by relation) that ours must wait for?
-- Of a session that we may not look at, the age is -1.
SELECT DISTINCT ON (l.virtualtransaction, l.pid) coalesce(l.pid, 0) AS "Pid", l.virtualtransaction AS "Transaction", coalesce(a.usename::text, a.backend_type, 'prepared transaction') AS "User", coalesce(a.application_name, '') AS "Application",
       coalesce(a.state, '') AS "State", coalesce(a.backend_type, '') AS "Kind", a.backend_start AS "BackendStart",
       coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start)), -1)::float8 AS "AgeSeconds",
       left(coalesce(a.query, ''), 200) AS "Query"
  FROM unnest($1::oid[], $2::text[]) AS wanted(oid, modes)
  JOIN pg_locks l ON l.locktype = 'relation' AND l.relation = wanted.oid AND l.mode = ANY (string_to_array(wanted.modes, ','))
  LEFT JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.pid IS DISTINCT FROM $3
