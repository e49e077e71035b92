-- The indexes of some tables ($1; an index stands for its table), and who builds them now.
SELECT DISTINCT i.indexrelid::bigint AS "Oid", format('%I.%I', n.nspname, c.relname) AS "Name", c.oid = to_regclass($2) IS TRUE AS "IsNamed",
       i.indisvalid AND i.indisready AND i.indislive AS "IsValid", coalesce(p.pid, 0) AS "Builder", coalesce(a.application_name, '') AS "Application",
       replace(pg_get_indexdef(i.indexrelid), format(' %I ON ', c.relname), ' ON ') AS "Definition"
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_stat_progress_create_index p ON p.index_relid = i.indexrelid
  LEFT JOIN pg_stat_activity a ON a.pid = p.pid
 WHERE i.indrelid IN (SELECT coalesce(own.indrelid, r.oid)
                        FROM unnest($1::text[]) given(name)
                        JOIN pg_class r ON r.oid = to_regclass(given.name)
                        LEFT JOIN pg_index own ON own.indexrelid = r.oid)
 ORDER BY 1
