-- Which tables are the largest? One that another session holds exclusively is not measured, as that would wait for it.
SELECT n.nspname::text AS "Schema", c.relname::text AS "Name",
       CASE WHEN NOT EXISTS (SELECT FROM pg_locks l WHERE l.relation = c.oid AND l.mode = 'AccessExclusiveLock' AND l.granted)
            THEN pg_total_relation_size(c.oid) END AS "Bytes"
  FROM (SELECT * FROM pg_class WHERE relkind IN ('r', 'm') ORDER BY relpages DESC LIMIT 50) c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
 ORDER BY 3 DESC NULLS FIRST
 LIMIT 10
