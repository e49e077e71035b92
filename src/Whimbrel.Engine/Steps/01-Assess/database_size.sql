-- How large is the database?
SELECT pg_database_size(current_database()) AS "Bytes"
