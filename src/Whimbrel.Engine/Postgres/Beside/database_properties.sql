-- Which statements give the database $2 the rights and the comment of $1?
WITH d AS (SELECT oid, datacl, pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = $1)
SELECT s.statement AS "Statement"
  FROM (SELECT 1 AS place, format('REVOKE ALL ON DATABASE %I FROM PUBLIC, %I', $2::text, owner) AS statement FROM d WHERE datacl IS NOT NULL
        UNION ALL
        SELECT 2, format('GRANT %s ON DATABASE %I TO %s%s', string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type), $2::text,
                         CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
          FROM d CROSS JOIN aclexplode(d.datacl) a
         GROUP BY a.grantee, a.is_grantable
        UNION ALL
        SELECT 3, format('COMMENT ON DATABASE %I IS %L', $2::text, c.description)
          FROM d JOIN pg_shdescription c ON c.objoid = d.oid AND c.classoid = 'pg_database'::regclass) s
 ORDER BY s.place
