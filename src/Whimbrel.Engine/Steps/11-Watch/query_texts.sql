-- How do these statements read? ($1: their queryids)
SELECT s.queryid AS "Query", min(s.query) AS "Text"
  FROM pg_stat_statements s
 WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND s.queryid = ANY ($1) AND s.query IS NOT NULL
 GROUP BY s.queryid
