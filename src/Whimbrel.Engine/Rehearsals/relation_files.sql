-- Which relations are there, in which file is each, and how large is it with its indexes?
SELECT c.oid::bigint AS "Oid", coalesce(pg_relation_filenode(c.oid), 0)::bigint AS "File", CASE WHEN c.relkind IN ('r', 'm') THEN coalesce(pg_total_relation_size(c.oid), 0) ELSE 0 END AS "Bytes"
  FROM pg_class c
 WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'i', 'I', 'S')
