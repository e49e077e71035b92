-- How large is the database $1? NULL where there is none.
SELECT (SELECT pg_database_size(d.oid) FROM pg_database d WHERE d.datname = $1) AS "Bytes"
