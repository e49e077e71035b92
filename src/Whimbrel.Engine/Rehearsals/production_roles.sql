-- Which roles has the server, what may they do, and of whom are they members? Passwords are not read.
SELECT r.rolname::text AS "Name", r.rolsuper AS "IsSuperuser", r.rolcreaterole AS "MayCreateRoles", r.rolcreatedb AS "MayCreateDatabases", r.rolinherit AS "Inherits", r.rolbypassrls AS "BypassesRowSecurity",
       ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1) AS "MemberOf"
  FROM pg_roles r
 WHERE r.rolname NOT LIKE 'pg\_%'
 ORDER BY r.rolname
