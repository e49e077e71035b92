-- How many segments of WAL wait to be archived?
SELECT count(*) AS "Segments" FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'
