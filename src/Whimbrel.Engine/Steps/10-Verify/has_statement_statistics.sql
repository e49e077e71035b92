-- Is pg_stat_statements there, and loaded?
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements')
       AND to_regclass('pg_stat_statements') IS NOT NULL
       AND EXISTS (SELECT FROM pg_settings WHERE name = 'pg_stat_statements.max') AS "IsThere"
