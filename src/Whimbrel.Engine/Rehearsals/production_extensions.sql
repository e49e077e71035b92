-- Which extensions are in this database?
SELECT extname::text AS "Name" FROM pg_extension ORDER BY 1
