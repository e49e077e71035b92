-- What are these sessions ($1), and which others of this database have a transaction older than $2 seconds? Which tables do they hold?
-- Of a session that we may not look at, the age is -1 and all but its number, user and application is empty.
SELECT a.pid AS "Pid", coalesce(a.usename::text, '') AS "User", coalesce(a.application_name, '') AS "Application",
       coalesce(a.state, '') AS "State", coalesce(a.backend_type, '') AS "Kind", a.backend_start AS "BackendStart",
       coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start)), -1)::float8 AS "AgeSeconds",
       CASE WHEN a.backend_start IS NULL THEN '' ELSE left(coalesce(a.query, ''), 1000) END AS "Query",
       nullif(a.datname, current_database())::text AS "OtherDatabase", a.leader_pid AS "Leader", a.pid = pg_backend_pid() AS "IsOurs",
       a.backend_start IS NULL AS "IsHidden", a.query_start AS "QueryStart",
       extract(epoch FROM clock_timestamp() - a.state_change)::float8 AS "StateSeconds",
       coalesce((SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = a.usename), false) AS "IsSuperuser",
       (SELECT string_agg(DISTINCT format('%I.%I', n.nspname, c.relname), E'\n')
          FROM pg_locks l
          JOIN pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'm')
          JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'pg_catalog'
         WHERE l.pid = a.pid AND l.granted AND l.locktype = 'relation' AND l.database = a.datid AND a.datname = current_database()) AS "Tables"
  FROM pg_stat_activity a
 WHERE a.pid = ANY ($1::int[])
    OR (a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.leader_pid IS NULL AND a.xact_start < clock_timestamp() - $2 * interval '1 second')
 ORDER BY a.xact_start, a.pid
