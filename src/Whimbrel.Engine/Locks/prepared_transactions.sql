-- Which prepared transactions does this database have, and which statement takes each back?
SELECT p.gid AS "Gid", p.owner::text AS "User", extract(epoch FROM clock_timestamp() - p.prepared)::float8 AS "AgeSeconds",
       format('ROLLBACK PREPARED %L', p.gid) AS "EndWith",
       (SELECT string_agg(DISTINCT format('%I.%I', n.nspname, c.relname), E'\n')
          FROM pg_locks t
          JOIN pg_locks l ON l.pid IS NULL AND l.virtualtransaction = t.virtualtransaction AND l.locktype = 'relation'
          JOIN pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'm')
          JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'pg_catalog'
         WHERE t.pid IS NULL AND t.locktype = 'transactionid' AND t.transactionid = p.transaction) AS "Tables"
  FROM pg_prepared_xacts p
 WHERE p.database = current_database()
 ORDER BY p.prepared
