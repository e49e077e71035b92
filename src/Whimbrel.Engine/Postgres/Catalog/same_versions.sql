-- Which versions of the operator's table are this one, leading zeros aside?
SELECT version::text AS "Version"
  FROM {table}
 WHERE ltrim(version::text, '0') = ltrim($1, '0')
