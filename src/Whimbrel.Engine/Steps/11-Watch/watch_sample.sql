-- How does the database feel right now, and what has it counted so far?
SELECT (SELECT coalesce(sum(numbackends), 0)::bigint FROM pg_stat_database) AS "Connections",
       current_setting('max_connections')::int AS "MaxConnections",
       (SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
         WHERE NOT l.granted AND a.datname = current_database() AND clock_timestamp() - coalesce(l.waitstart, a.state_change) > interval '5 seconds') AS "WaitingSessions",
       coalesce((SELECT max(extract(epoch FROM clock_timestamp() - xact_start)) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'), 0)::float8 AS "OldestTransactionSeconds",
       d.deadlocks AS "Deadlocks",
       (d.blks_hit::float8 / nullif(d.blks_hit + d.blks_read, 0))::float8 AS "CacheHitRatio",
       d.xact_commit AS "Commits", d.xact_rollback AS "Rollbacks", d.blks_hit AS "BlocksHit", d.blks_read AS "BlocksRead", d.temp_bytes AS "TempBytes",
       coalesce((SELECT sum(n_dead_tup) FROM pg_stat_user_tables), 0)::bigint AS "DeadRows",
       (SELECT max(extract(epoch FROM replay_lag)) FROM pg_stat_replication)::float8 AS "LagSeconds"
  FROM pg_stat_database d
 WHERE d.datname = current_database()
