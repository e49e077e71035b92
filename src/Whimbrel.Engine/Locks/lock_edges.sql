-- Who waits for a lock in this database, for which, behind whom, and what does that one hold of it?
-- Parallel workers count as their leader. Blocker 0 is a prepared transaction.
WITH locks AS MATERIALIZED (
    SELECT l.*, coalesce(w.leader_pid, l.pid, 0) AS leader,
           ROW(l.locktype, l.database, l.relation, l.page, l.tuple, l.virtualxid, l.transactionid, l.classid, l.objid, l.objsubid)::text AS object
      FROM pg_locks l
      LEFT JOIN pg_stat_activity w ON w.pid = l.pid AND w.leader_pid IS NOT NULL
), waits AS MATERIALIZED (
    SELECT DISTINCT ON (l.leader) l.*,
           coalesce(l.relation, (SELECT t.relation FROM locks t WHERE t.leader = l.leader AND t.locktype = 'tuple' AND t.granted LIMIT 1)) AS of
      FROM locks l
      JOIN pg_stat_activity a ON a.pid = l.leader AND a.datname = current_database()
     WHERE NOT l.granted
     ORDER BY l.leader, l.waitstart
), prepared AS MATERIALIZED (
    SELECT x.gid, t.virtualtransaction
      FROM pg_prepared_xacts x
      JOIN locks t ON t.locktype = 'transactionid' AND t.transactionid = x.transaction AND t.pid IS NULL
), held AS MATERIALIZED (
    SELECT w.leader AS victim, l.leader AS blocker, p.gid, string_agg(DISTINCT l.mode, ',') AS modes
      FROM waits w
      JOIN locks l ON l.granted AND l.object = w.object AND l.leader <> w.leader
      LEFT JOIN prepared p ON l.leader = 0 AND p.virtualtransaction = l.virtualtransaction
     GROUP BY 1, 2, 3
)
SELECT w.leader AS "Victim", b.pid AS "Blocker", h.gid AS "Gid", coalesce(h.modes, '') AS "Held",
       w.locktype AS "LockType", w.mode AS "Mode", CASE WHEN c.oid IS NULL THEN 'relation ' || w.of ELSE format('%I.%I', n.nspname, c.relname) END AS "Relation",
       CASE w.locktype
            WHEN 'relation' THEN ''
            WHEN 'tuple' THEN format('row (%s,%s)', w.page, w.tuple)
            WHEN 'page' THEN format('page %s', w.page)
            WHEN 'transactionid' THEN format('transaction %s', w.transactionid)
            WHEN 'virtualxid' THEN format('transaction %s', w.virtualxid)
            WHEN 'advisory' THEN CASE w.objsubid WHEN 1 THEN format('advisory lock %s', (w.classid::bigint << 32) | w.objid::bigint)
                                                 ELSE format('advisory lock (%s, %s)', w.classid, w.objid) END
            WHEN 'object' THEN format('object %s of %s', w.objid, w.classid::regclass)
            ELSE w.locktype END AS "Target",
       coalesce(extract(epoch FROM clock_timestamp() - w.waitstart), 0)::float8 AS "WaitSeconds"
  FROM waits w
 CROSS JOIN LATERAL (SELECT DISTINCT pid FROM unnest(pg_blocking_pids(w.leader)) AS pid WHERE pid <> w.leader) b
  LEFT JOIN held h ON h.victim = w.leader AND h.blocker = b.pid
  LEFT JOIN pg_class c ON c.oid = w.of
  LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
