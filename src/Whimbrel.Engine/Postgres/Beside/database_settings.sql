-- What does the database $1 set for every role (NULL) and for some?
SELECT CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole)::text END AS "Role", split_part(c.item, '=', 1) AS "Name", substr(c.item, strpos(c.item, '=') + 1) AS "Value"
  FROM pg_db_role_setting s
  JOIN pg_database d ON d.oid = s.setdatabase
 CROSS JOIN unnest(s.setconfig) WITH ORDINALITY AS c(item, place)
 WHERE d.datname = $1
 ORDER BY s.setrole, c.place
