-- Which columns have the tables, views and composite types?
SELECT a.attrelid::bigint AS "Relation", a.attnum::int AS "Number", a.attname::text AS "Name", format_type(a.atttypid, a.atttypmod) AS "Type",
       a.attnotnull AS "NotNull", a.atthasdef AND a.attgenerated = '' AS "HasDefault", a.attgenerated <> '' AS "IsGenerated",
       a.attidentity <> '' AS "IsIdentity", a.attislocal AS "IsLocal"
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attrelid, a.attnum
