-- Which database is this, on which server?
SELECT (SELECT system_identifier::text FROM pg_control_system()) AS "SystemIdentifier",
       d.oid::bigint AS "Oid",
       current_database()::text AS "Name",
       current_setting('server_version') AS "ServerVersion",
       current_setting('server_version_num')::int / 10000 AS "Major",
       pg_is_in_recovery() AS "IsInRecovery",
       current_user::text AS "User",
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS "IsSuperuser"
  FROM pg_database d
 WHERE d.datname = current_database()
