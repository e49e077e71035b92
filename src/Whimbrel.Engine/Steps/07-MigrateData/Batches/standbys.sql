-- How far is each standby behind? Positions are bytes of WAL; those of a standby that we may not look at are null.
SELECT coalesce(nullif(application_name, ''), client_addr::text, 'a standby') AS "Name", pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS "Written",
       pg_wal_lsn_diff(replay_lsn, '0/0')::float8 AS "Replayed", extract(epoch FROM replay_lag)::float8 AS "LagSeconds", state IS NULL AS "IsHidden"
  FROM pg_stat_replication
 WHERE state IS NULL OR state IN ('streaming', 'catchup')
