-- Does the server archive its WAL, and may we see how much of it is waiting?
SELECT current_setting('archive_mode') <> 'off' AS "IsArchived", has_function_privilege('pg_ls_archive_statusdir()', 'EXECUTE') AS "IsVisible"
