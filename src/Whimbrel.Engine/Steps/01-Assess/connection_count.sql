-- How many connections are taken, of how many?
SELECT count(*) FILTER (WHERE backend_type = 'client backend') AS "Used", current_setting('max_connections')::int AS "Max"
  FROM pg_stat_activity
