-- Which sequence belongs to which column?
SELECT s.oid::bigint AS "Sequence", d.refobjid::bigint AS "Table", d.refobjsubid::int AS "Column"
  FROM pg_class s
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.refclassid = 'pg_class'::regclass
 WHERE s.relkind = 'S' AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
