-- Which constraints have the tables? The rows that a foreign key has for each partition of the table that it points at are left out.
-- A check comes as the server's own tree, because pg_get_constraintdef would lock the table.
SELECT k.conrelid::bigint AS "Relation", k.conname::text AS "Name", k.contype::text AS "Kind", k.conkey AS "Keys",
       CASE WHEN k.contype = 'f' THEN k.confrelid::bigint END AS "References", k.confkey AS "ReferencedKeys",
       k.convalidated AS "IsValidated", k.conislocal AS "IsLocal", k.contype = 'c' AND k.connoinherit AS "IsNoInherit",
       CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid::bigint END AS "Index",
       CASE WHEN k.contype = 'c' AND k.conbin::text LIKE '%{NULLTEST %' THEN k.conbin::text END AS "Tree"
  FROM pg_constraint k
  JOIN pg_namespace n ON n.oid = k.connamespace
  LEFT JOIN pg_constraint above ON above.oid = k.conparentid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND k.conrelid <> 0
   AND k.contype IN ('p', 'u', 'x', 'f', 'c', 'n') AND above.conrelid IS DISTINCT FROM k.conrelid
 ORDER BY k.conrelid, k.oid
