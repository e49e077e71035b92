-- As whom are clients connected to this database, and is that a superuser?
SELECT DISTINCT a.usename::text AS "User", r.rolsuper AS "IsSuperuser"
  FROM pg_stat_activity a
  JOIN pg_roles r ON r.rolname = a.usename
 WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
   AND NOT (a.application_name LIKE 'whimbrel %' AND a.usename = current_user)
 ORDER BY 1
