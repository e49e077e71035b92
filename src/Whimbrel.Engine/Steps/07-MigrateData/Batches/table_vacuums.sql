-- Which vacuums of others go on in a table or its partitions?
SELECT v.pid AS "Pid", v.phase AS "Phase", coalesce(a.backend_type, '') = 'autovacuum worker' AS "IsAuto"
  FROM pg_stat_progress_vacuum v
  LEFT JOIN pg_stat_activity a ON a.pid = v.pid
 WHERE v.datname = current_database() AND (v.relid = $1::oid OR v.relid IN (SELECT relid FROM pg_partition_tree($1::oid)))
