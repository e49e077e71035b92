-- Which tables are the largest? One that another session holds exclusively, or waits to, is not measured, as that would wait for it.
SELECT n.nspname::text AS "Schema", c.relname::text AS "Name",
       CASE WHEN NOT EXISTS (SELECT FROM pg_locks l WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock')
            THEN pg_total_relation_size(c.oid) END AS "Bytes"
  FROM (SELECT k.oid, k.relname, k.relnamespace
          FROM pg_class k
          JOIN pg_namespace s ON s.oid = k.relnamespace
         WHERE k.relkind IN ('r', 'm') AND s.nspname NOT IN ('pg_catalog', 'information_schema') AND s.nspname NOT LIKE 'pg\_toast%'
         ORDER BY k.relpages DESC
         LIMIT 50) c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 ORDER BY 3 DESC NULLS FIRST
 LIMIT 10
