-- How long have others waited for what we ($3) hold of these relations ($1, in the modes $2 that they ask for), or for what else we lock
-- if the application knows such waits, and how long do we wait ourselves?
SELECT count(DISTINCT w.pid) FILTER (WHERE w.pid <> $3) AS "Victims",
       coalesce(max(extract(epoch FROM clock_timestamp() - w.waitstart)) FILTER (WHERE w.pid <> $3), 0)::float8 AS "VictimSeconds",
       coalesce(max(extract(epoch FROM clock_timestamp() - w.waitstart)) FILTER (WHERE w.pid = $3), 0)::float8 AS "OwnSeconds"
  FROM pg_locks w
 WHERE NOT w.granted
   AND (w.pid = $3
        OR (w.locktype = 'relation' AND w.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND EXISTS (SELECT FROM unnest($1::oid[], $2::text[]) AS held(oid, modes) WHERE held.oid = w.relation AND w.mode = ANY (string_to_array(held.modes, ','))))
        OR ((w.locktype IN ('transactionid', 'tuple') OR (w.locktype = 'relation' AND w.mode IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')))
            AND $3 = ANY (pg_blocking_pids(w.pid))))
