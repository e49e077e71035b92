-- What does the planner know of these tables?
SELECT c.oid::regclass::text AS "Name", format('%I.%I', n.nspname, c.relname) AS "Quoted",
       coalesce(s.n_live_tup, 0) AS "LiveRows", coalesce(s.n_dead_tup, 0) AS "DeadRows", s.last_analyze AS "LastAnalyze", s.last_autoanalyze AS "LastAutoanalyze"
  FROM (SELECT DISTINCT to_regclass(name)::oid AS oid FROM unnest($1::text[]) name) wanted
  JOIN pg_class c ON c.oid = wanted.oid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
 WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'whimbrel')
 ORDER BY 1
