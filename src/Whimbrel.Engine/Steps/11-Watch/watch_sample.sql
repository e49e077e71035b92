-- How does the database feel right now?
SELECT (SELECT coalesce(sum(numbackends), 0)::bigint FROM pg_stat_database) AS "Connections",
       current_setting('max_connections')::int AS "MaxConnections",
       (SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
         WHERE NOT l.granted AND a.datname = current_database() AND clock_timestamp() - coalesce(l.waitstart, a.state_change) > interval '5 seconds') AS "WaitingSessions",
       coalesce((SELECT max(extract(epoch FROM clock_timestamp() - xact_start)) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'), 0)::float8 AS "OldestTransactionSeconds",
       (SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()) AS "Deadlocks",
       (SELECT (blks_hit::float8 / nullif(blks_hit + blks_read, 0))::float8 FROM pg_stat_database WHERE datname = current_database()) AS "CacheHitRatio"
