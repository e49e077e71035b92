-- What has been set for this database, or for a role in it (ALTER DATABASE … SET, ALTER ROLE … IN DATABASE … SET)?
SELECT r.rolname::text AS "Role", split_part(c.entry, '=', 1) AS "Name", substr(c.entry, strpos(c.entry, '=') + 1) AS "Value"
  FROM pg_db_role_setting s
  LEFT JOIN pg_roles r ON r.oid = s.setrole
 CROSS JOIN unnest(s.setconfig) c(entry)
 WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
