-- How far have the commands come whose progress the server tells?
SELECT p.pid AS "Pid", p.command AS "Command", p.phase AS "Phase", p.done AS "Done", p.total AS "Total", p.unit AS "Unit",
       coalesce(c.oid::regclass::text, '') AS "Relation", coalesce(a.application_name, '') AS "Application"
  FROM (SELECT pid, datid, command, relid, phase,
               CASE WHEN lockers_total > lockers_done THEN lockers_done WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END AS done,
               CASE WHEN lockers_total > lockers_done THEN lockers_total WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END AS total,
               CASE WHEN lockers_total > lockers_done THEN 'transactions' WHEN blocks_total > 0 THEN 'blocks' ELSE 'rows' END AS unit
          FROM pg_stat_progress_create_index
         UNION ALL
        SELECT p.pid, p.datid, p.command, p.relid, '', CASE WHEN p.bytes_total > 0 THEN p.bytes_processed ELSE p.tuples_processed END,
               CASE WHEN p.bytes_total > 0 THEN p.bytes_total WHEN p.command = 'COPY TO' THEN (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = p.relid) END,
               CASE WHEN p.bytes_total > 0 THEN 'bytes' ELSE 'rows' END
          FROM pg_stat_progress_copy p
         UNION ALL
        SELECT pid, datid, 'ANALYZE', relid, phase, sample_blks_scanned, sample_blks_total, 'blocks' FROM pg_stat_progress_analyze
         UNION ALL
        SELECT pid, datid, 'VACUUM', relid, phase, heap_blks_scanned, heap_blks_total, 'blocks' FROM pg_stat_progress_vacuum
         UNION ALL
        SELECT pid, datid, command, relid, phase, heap_blks_scanned, heap_blks_total, 'blocks' FROM pg_stat_progress_cluster
         UNION ALL
        SELECT pid, NULL, 'BASE BACKUP', NULL, phase, backup_streamed, backup_total, 'bytes' FROM pg_stat_progress_basebackup) p
  LEFT JOIN pg_class c ON c.oid = p.relid
  LEFT JOIN pg_stat_activity a ON a.pid = p.pid
 WHERE p.datid IS NULL OR p.datid = (SELECT oid FROM pg_database WHERE datname = current_database())
 ORDER BY p.pid
