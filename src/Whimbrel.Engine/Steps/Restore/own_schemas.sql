-- Which statements empty this database for a restore into itself, but for Whimbrel's own schema, and make the public schema as a new database has it?
SELECT s.statement AS "Statement"
  FROM (SELECT 1 AS place, format('DROP SCHEMA %I CASCADE', n.nspname) AS statement FROM pg_namespace n WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT IN ('information_schema', 'whimbrel')
        UNION ALL
        SELECT 2, 'SELECT count(pg_catalog.lo_unlink(oid)) FROM pg_catalog.pg_largeobject_metadata'
        UNION ALL
        SELECT 3, 'CREATE SCHEMA public'
        UNION ALL
        SELECT 4, CASE WHEN current_setting('server_version_num')::int >= 150000 THEN 'ALTER SCHEMA public OWNER TO pg_database_owner' ELSE 'GRANT CREATE ON SCHEMA public TO PUBLIC' END
        UNION ALL
        SELECT 5, 'GRANT USAGE ON SCHEMA public TO PUBLIC'
        UNION ALL
        SELECT 6, 'COMMENT ON SCHEMA public IS ''standard public schema''') s
 ORDER BY s.place
