-- Which tables that no statistics know yet have no page? Opens each for a moment; lock_timeout bounds the wait.
SELECT n.nspname::text AS "Schema", c.relname::text AS "Name"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND c.relkind IN ('r', 'm') AND c.reltuples = -1 AND pg_stat_get_live_tuples(c.oid) = 0
   AND pg_relation_size(c.oid) = 0
