-- Which of these databases ($1) are there, and do they let anybody in?
SELECT d.oid::bigint AS "Oid", d.datname::text AS "Name", d.datallowconn AS "AllowsConnections" FROM pg_database d WHERE d.datname = ANY ($1::text[])
