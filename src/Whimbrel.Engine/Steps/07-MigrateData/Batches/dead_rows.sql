-- Which of a table's leaves have so many dead rows that an autovacuum is due, and had none for longer than it pauses?
SELECT format('%I.%I', s.schemaname, s.relname) AS "Quoted", s.n_dead_tup AS "Dead", s.n_live_tup AS "Live"
  FROM pg_stat_user_tables s
 WHERE (s.relid = $1::oid OR s.relid IN (SELECT relid FROM pg_partition_tree($1::oid) WHERE isleaf))
   AND s.n_dead_tup > current_setting('autovacuum_vacuum_threshold')::int8 + current_setting('autovacuum_vacuum_scale_factor')::float8 * s.n_live_tup
   AND greatest(s.last_vacuum, s.last_autovacuum, $2::timestamptz) < now() - current_setting('autovacuum_naptime')::interval
   AND pg_has_role((SELECT relowner FROM pg_class WHERE oid = s.relid), 'USAGE')
