-- May our user make a database and rename this one?
SELECT r.rolsuper OR r.rolcreatedb AS "MayCreate", r.rolsuper OR pg_has_role(d.datdba, 'USAGE') AS "IsOwner", pg_get_userbyid(d.datdba)::text AS "Owner"
  FROM pg_roles r
 CROSS JOIN pg_database d
 WHERE r.rolname = current_user AND d.datname = current_database()
