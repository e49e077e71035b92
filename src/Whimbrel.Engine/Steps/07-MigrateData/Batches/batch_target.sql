-- The table that the batches write ($1).
SELECT c.oid::bigint AS "Oid", format('%I.%I', n.nspname, c.relname) AS "Quoted"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.oid = to_regclass($1)
