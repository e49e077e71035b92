-- Who holds the run's lock?
SELECT a.pid AS "Pid", a.usename::text AS "User", a.application_name AS "Application", host(a.client_addr) AS "Client", a.backend_start AS "Since"
  FROM pg_locks l
  JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.granted
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND l.classid = $1::bigint::oid AND l.objid = $2::bigint::oid AND l.objsubid = 2
