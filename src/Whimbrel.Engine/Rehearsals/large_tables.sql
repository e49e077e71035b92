-- Which tables are too large to be read from one end to the other by every query (8 MB and more)?
SELECT DISTINCT c.relname::text AS "Name"
  FROM pg_catalog.pg_class c
 WHERE c.relkind IN ('r', 'm') AND c.oid >= 16384 AND c.relpages >= 1024
