-- What tells of each table that somebody changed its rows: its file, its number of columns that ever were, and the rows that were inserted, updated and deleted in it?
SELECT format('%I.%I', n.nspname, c.relname) AS "Name", n.nspname::text AS "Schema", c.relname::text AS "Table", pg_relation_size(c.oid) AS "Bytes",
       format('%s %s %s %s %s', pg_relation_filenode(c.oid), c.relnatts, pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid)) AS "State"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r' AND c.oid >= 16384 AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT IN ('information_schema', 'whimbrel')
 ORDER BY 1
