-- Is there an index of this name, and is it valid?
SELECT i.indisvalid AND i.indisready AS "IsValid", format('%I.%I', n.nspname, c.relname) AS "Name"
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.oid = to_regclass($1)
