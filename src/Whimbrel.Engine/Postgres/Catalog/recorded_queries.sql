-- Which queries were sent to this database, and how often a minute since they are counted? Each has its own beginning since PostgreSQL 17.
SELECT s.query AS "Query", sum(s.calls)::bigint AS "Calls",
       sum(s.calls / greatest(extract(epoch FROM now() - coalesce((to_jsonb(s) ->> 'stats_since')::timestamptz, i.stats_reset)) / 60, 1))::float8 AS "CallsPerMinute",
       s.queryid IS NULL AS "IsHidden", count(*) AS "Entries"
  FROM pg_stat_statements s
 CROSS JOIN pg_stat_statements_info i
 WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
 GROUP BY s.query, s.queryid
