-- Which sessions does this database have, how old are their transactions, and which tables do they hold?
SELECT a.pid AS "Pid", coalesce(a.usename::text, '') AS "User", coalesce(a.application_name, '') AS "Application", host(a.client_addr) AS "Client",
       coalesce(a.state, '') AS "State",
       extract(epoch FROM clock_timestamp() - a.xact_start)::float8 AS "TransactionSeconds",
       CASE WHEN a.state = 'active' THEN extract(epoch FROM clock_timestamp() - a.query_start)::float8 END AS "QuerySeconds",
       left(coalesce(a.query, ''), 200) AS "Query",
       (SELECT string_agg(DISTINCT l.relation::regclass::text, E'\n')
          FROM pg_locks l
         WHERE l.pid = a.pid AND l.granted AND l.locktype = 'relation' AND l.database = a.datid) AS "LockedTables"
  FROM pg_stat_activity a
 WHERE a.datname = current_database() AND coalesce(a.backend_type, 'client backend') = 'client backend' AND a.pid <> pg_backend_pid() AND a.application_name NOT LIKE 'whimbrel %'
 ORDER BY a.xact_start NULLS LAST
