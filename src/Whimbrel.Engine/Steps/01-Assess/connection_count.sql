-- How many connections are taken, of how many? (pg_stat_database counts for everybody; pg_stat_activity hides other users' sessions)
SELECT (SELECT coalesce(sum(numbackends), 0)::bigint FROM pg_stat_database) AS "Used", current_setting('max_connections')::int AS "Max",
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) OR pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS "SeesAll"
