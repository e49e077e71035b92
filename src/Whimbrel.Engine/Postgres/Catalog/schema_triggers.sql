-- Which triggers are there, but those of foreign keys? On partitions, PostgreSQL 14 calls its copies of a trigger internal.
SELECT t.tgrelid::bigint AS "Relation", t.tgname::text AS "Name", t.tgtype & 1 = 1 AS "IsForEachRow"
  FROM pg_trigger t
  LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint AND t.tgconstraint <> 0
 WHERE NOT t.tgisinternal OR (t.tgparentid <> 0 AND (t.tgconstraint = 0 OR k.contype = 't'))
 ORDER BY t.tgrelid, t.tgname
