-- What has pg_stat_statements counted of each statement of this database since it counts? Without the texts, which stand in a file of their own. A block is one that was found, read or written.
SELECT s.userid::bigint AS "User", s.queryid AS "Query", s.calls AS "Calls", s.total_exec_time AS "Ms", s.stddev_exec_time AS "DeviationMs",
       (s.shared_blks_hit + s.shared_blks_read + s.local_blks_hit + s.local_blks_read + s.temp_blks_read + s.temp_blks_written)::float8 AS "Blocks"
  FROM pg_stat_statements(false) s
 WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND s.queryid IS NOT NULL AND s.toplevel
