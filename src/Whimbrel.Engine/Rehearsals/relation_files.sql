-- Which relations are there, and in which file is each?
SELECT c.oid::bigint AS "Oid", coalesce(pg_relation_filenode(c.oid), 0)::bigint AS "File"
  FROM pg_class c
 WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'i', 'I', 'S')
