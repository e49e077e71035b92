-- Which extensions could be created on this server?
SELECT name::text AS "Name" FROM pg_available_extensions
