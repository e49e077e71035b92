-- Which types are there that are not the server's own?
SELECT n.nspname::text AS "Schema", t.typname::text AS "Name", t.typtype::text AS "Kind",
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS "BaseType",
       t.typnotnull OR EXISTS (SELECT FROM pg_constraint k WHERE k.contypid = t.oid) AS "HasConstraint"
  FROM pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid AND t.typrelid <> 0
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c' OR (t.typtype = 'b' AND t.typcategory <> 'A'))
