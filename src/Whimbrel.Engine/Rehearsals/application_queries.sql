-- Which queries does the application send, as whom, and how often a minute since they are counted? The most frequent first.
SELECT s.query AS "Query", r.rolname::text AS "User",
       sum(s.calls / greatest(extract(epoch FROM now() - coalesce((to_jsonb(s) ->> 'stats_since')::timestamptz, i.stats_reset)) / 60, 1))::float8 AS "CallsPerMinute"
  FROM pg_stat_statements s
 CROSS JOIN pg_stat_statements_info i
  JOIN pg_roles r ON r.oid = s.userid
 WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND s.toplevel AND s.queryid IS NOT NULL AND s.query IS NOT NULL
 GROUP BY s.query, r.rolname, s.queryid
 ORDER BY "CallsPerMinute" DESC, s.queryid
