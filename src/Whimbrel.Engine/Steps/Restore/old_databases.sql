-- Which databases did a restore leave of the one that is named $1, how large are they, and who is in them? $2 is a regular expression for the end of their names.
SELECT d.datname::text AS "Name", pg_database_size(d.oid) AS "Bytes",
       (SELECT string_agg(format('pid %s (%s)', a.pid, concat_ws(', ', a.usename, nullif(a.application_name, ''))), ', ' ORDER BY a.pid)
          FROM pg_stat_activity a WHERE a.datid = d.oid AND a.backend_type = 'client backend') AS "Sessions"
  FROM pg_database d
 WHERE d.datname ~ $2 AND starts_with($1, regexp_replace(d.datname, $2, '')) AND octet_length(regexp_replace(d.datname, $2, '')) = least(octet_length($1), $3)
 ORDER BY d.datname
