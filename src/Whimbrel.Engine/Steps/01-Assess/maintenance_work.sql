-- Which dumps, wraparound vacuums and concurrent index builds are running, and on which tables?
SELECT 'pg_dump' AS "Kind", a.pid AS "Pid", string_agg(DISTINCT l.relation::regclass::text, E'\n') AS "Tables",
       coalesce(max(extract(epoch FROM clock_timestamp() - a.xact_start)), 0)::float8 AS "AgeSeconds"
  FROM pg_stat_activity a
  LEFT JOIN pg_locks l ON l.pid = a.pid AND l.granted AND l.locktype = 'relation' AND l.database = a.datid
 WHERE a.datname = current_database() AND a.application_name IN ('pg_dump', 'pg_dumpall')
 GROUP BY a.pid
UNION ALL
SELECT 'wraparound vacuum', a.pid, p.relid::regclass::text, coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0)::float8
  FROM pg_stat_progress_vacuum p
  JOIN pg_stat_activity a ON a.pid = p.pid
 WHERE p.datname = current_database() AND a.query LIKE '%(to prevent wraparound)%'
UNION ALL
SELECT 'CREATE INDEX CONCURRENTLY', p.pid, p.relid::regclass::text, coalesce(extract(epoch FROM clock_timestamp() - a.query_start), 0)::float8
  FROM pg_stat_progress_create_index p
  JOIN pg_stat_activity a ON a.pid = p.pid
 WHERE p.datname = current_database() AND p.command LIKE '%CONCURRENTLY'
