-- Which of these can be locked by name, and by us? Views would take what they read with them; indexes and sequences cannot be locked.
SELECT n.place AS "Place", c.oid::bigint AS "Oid", format('%I.%I', s.nspname, c.relname) AS "Quoted"
  FROM unnest($1::text[]) WITH ORDINALITY AS n(name, place)
  JOIN pg_class c ON c.oid = to_regclass(n.name)
  JOIN pg_namespace s ON s.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p')
   AND (pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE'))
