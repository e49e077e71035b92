-- Is pg_stat_statements there, does it count, and may we read what other users sent?
SELECT n.nspname::text AS "Schema",
       has_schema_privilege(n.oid, 'USAGE') AS "MayUseSchema",
       string_to_array(e.extversion, '.')::int[] >= ARRAY[1, 9] AS "IsCurrent",
       coalesce(current_setting('pg_stat_statements.track', true), 'not loaded') AS "Track"
  FROM pg_extension e
  JOIN pg_namespace n ON n.oid = e.extnamespace
 WHERE e.extname = 'pg_stat_statements'
