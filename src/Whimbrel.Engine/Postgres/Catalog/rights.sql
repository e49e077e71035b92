-- May our user keep a history and the version table?
SELECT has_database_privilege(current_database(), 'CREATE') AS "MayCreateSchema",
       to_regnamespace('whimbrel') IS NOT NULL AS "HasSchema",
       coalesce(has_schema_privilege(to_regnamespace('whimbrel')::oid, 'USAGE') AND has_schema_privilege(to_regnamespace('whimbrel')::oid, 'CREATE'), false) AS "MayUseSchema",
       to_regclass($1) IS NOT NULL AS "HasVersionTable",
       CASE WHEN to_regclass($1) IS NULL
            THEN coalesce(has_schema_privilege(coalesce(to_regnamespace($2), to_regnamespace(quote_ident(current_schema())))::oid, 'CREATE'), false)
            ELSE has_table_privilege(to_regclass($1), 'SELECT') AND has_table_privilege(to_regclass($1), 'INSERT')
                 AND has_table_privilege(to_regclass($1), 'UPDATE') AND has_table_privilege(to_regclass($1), 'DELETE')
       END AS "MayWriteVersionTable"
