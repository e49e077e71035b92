-- Which relations do the views read?
SELECT DISTINCT r.ev_class::bigint AS "View", d.refobjid::bigint AS "Relation"
  FROM pg_rewrite r
  JOIN pg_class v ON v.oid = r.ev_class
  JOIN pg_namespace n ON n.oid = v.relnamespace
  JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND v.relkind IN ('v', 'm') AND d.refobjid <> r.ev_class
