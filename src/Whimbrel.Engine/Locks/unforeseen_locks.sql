-- Which tables does a backend ($1) hold in a mode that queries wait for, beyond what was foreseen: relations ($2) in their modes ($3)?
-- Another session sees only what was there before; Whimbrel's own tables do not count.
WITH strength(mode, rank) AS (
    SELECT * FROM unnest(ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']) WITH ORDINALITY
)
SELECT DISTINCT ON (c.oid) format('%I.%I', n.nspname, c.relname) AS "Relation", l.mode AS "Mode"
  FROM pg_locks l
  JOIN strength held ON held.mode = l.mode
  JOIN pg_class c ON c.oid = l.relation
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE l.pid = $1 AND l.locktype = 'relation' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND held.rank >= 5 AND c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'whimbrel')
   AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS foreseen(name, mode) JOIN strength s ON s.mode = foreseen.mode WHERE to_regclass(foreseen.name) = c.oid AND s.rank >= held.rank)
 ORDER BY c.oid, held.rank DESC
