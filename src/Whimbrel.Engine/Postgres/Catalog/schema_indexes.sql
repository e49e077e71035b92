-- What are the indexes on? Key 0 is an expression; an index keeps its own names of columns when those of the table are renamed.
  WITH names AS (
       SELECT a.attrelid, array_agg(a.attname::text ORDER BY a.attnum) AS list
         FROM pg_index i
         JOIN pg_attribute a ON a.attrelid = i.indexrelid
        GROUP BY a.attrelid)
SELECT i.indexrelid::bigint AS "Oid", i.indrelid::bigint AS "Table", i.indisunique AS "IsUnique", i.indisvalid AS "IsValid",
       i.indpred IS NOT NULL AS "IsPartial", m.amname::text AS "Method", i.indkey::int2[] AS "Keys", i.indnkeyatts::int AS "KeyCount",
       names.list AS "AttributeNames",
       CASE WHEN i.indexprs IS NOT NULL OR i.indpred IS NOT NULL
            THEN ARRAY(SELECT d.refobjsubid::int2
                         FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refclassid = 'pg_class'::regclass
                          AND d.refobjid = i.indrelid AND d.refobjsubid > 0)
       END AS "ExpressionKeys"
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN names ON names.attrelid = i.indexrelid
  JOIN pg_am m ON m.oid = c.relam
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
