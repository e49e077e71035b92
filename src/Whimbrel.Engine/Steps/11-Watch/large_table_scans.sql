-- How often was each large table read from its beginning to its end so far? Large are those with at least 10,000 rows.
SELECT format('%I.%I', t.schemaname, t.relname) AS "Table", t.seq_scan AS "Scans", t.n_live_tup AS "Rows"
  FROM pg_stat_user_tables t
 WHERE t.n_live_tup >= 10000
