-- How many connections does this database take, whose is it, and who may connect?
SELECT d.datconnlimit::bigint AS "Limit",
       pg_has_role(current_user, d.datdba, 'USAGE') AS "IsOwner",
       ARRAY(SELECT CASE WHEN a.grantee = 0 THEN '' ELSE g.rolname::text END
               FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
               LEFT JOIN pg_roles g ON g.oid = a.grantee
              WHERE a.privilege_type = 'CONNECT' AND NOT a.is_grantable AND a.grantee <> d.datdba AND (a.grantee = 0 OR g.rolname IS NOT NULL)
              ORDER BY 1) AS "Grantees",
       ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE r.rolcanlogin AND NOT r.rolsuper ORDER BY 1) AS "Roles"
  FROM pg_database d
 WHERE d.datname = current_database()
