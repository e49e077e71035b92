-- What does a table consist of, and is all of it valid?
SELECT (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS "Columns",
       (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid) AS "Indexes",
       (SELECT string_agg(i.indexrelid::regclass::text, ', ') FROM pg_index i WHERE i.indrelid = c.oid AND NOT (i.indisvalid AND i.indisready)) AS "InvalidIndexes",
       (SELECT count(*) FROM pg_constraint k WHERE k.conrelid = c.oid) AS "Constraints",
       (SELECT string_agg(k.conname::text, ', ') FROM pg_constraint k WHERE k.conrelid = c.oid AND NOT k.convalidated) AS "NotValidated"
  FROM pg_class c
 WHERE c.oid = to_regclass($1)
