-- The key by which a statement is cut ($1 the table, $2 the columns as they were written): names, types, and whether it names each row once.
SELECT c.oid::bigint AS "Oid", format('%I.%I', n.nspname, c.relname) AS "Quoted", c.relkind::text AS "Kind",
       k.names AS "Columns", k.types AS "Types", coalesce(k.required, false) AS "IsRequired",
       EXISTS (SELECT FROM pg_index i
                WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
                  AND (i.indkey::int2[])[0:i.indnkeyatts - 1] = k.numbers) AS "IsUnique",
       c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid) AS "HasChildren",
       ARRAY(SELECT string_agg(a.attname, ',' ORDER BY u.place)
               FROM pg_index i CROSS JOIN LATERAL unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) WITH ORDINALITY u(number, place)
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number
              WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
              GROUP BY i.indexrelid, i.indisprimary HAVING bool_and(a.attnotnull) ORDER BY i.indisprimary DESC, i.indexrelid) AS "Keys"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN LATERAL (
       SELECT array_agg(quote_ident(a.attname) ORDER BY w.place) AS names, array_agg(format_type(a.atttypid, -1) ORDER BY w.place) AS types,
              array_agg(a.attnum ORDER BY w.place) AS numbers, bool_and(a.attnotnull) AS required
         FROM unnest($2::text[]) WITH ORDINALITY w(name, place)
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          AND (a.attname = w.name OR (a.attname = lower(w.name) AND NOT EXISTS (SELECT FROM pg_attribute e WHERE e.attrelid = c.oid AND e.attname = w.name)))) k ON true
 WHERE c.oid = to_regclass($1)
