-- How far are the standbys behind?
SELECT coalesce(nullif(application_name, ''), 'pid ' || pid) AS "Name", coalesce(state, '') AS "State",
       CASE WHEN NOT pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint END AS "LagBytes",
       extract(epoch FROM replay_lag)::float8 AS "LagSeconds"
  FROM pg_stat_replication
