-- Which statements on the affected tables take the longest? (pg_stat_statements; its times are milliseconds)
SELECT left(query, 200) AS "Query", calls AS "Calls", total_exec_time AS "TotalMs", mean_exec_time AS "MeanMs", max_exec_time AS "MaxMs"
  FROM pg_stat_statements
 WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND EXISTS (SELECT FROM unnest($1::text[]) name WHERE position(name IN query) > 0)
 ORDER BY mean_exec_time DESC
 LIMIT 10
