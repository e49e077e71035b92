-- How far is the WAL, and what does our own transaction hold, each relation in its strongest mode, with its file and size of now? Where it holds none: one row without a relation, with the size of the database.
SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::float8 AS "Wal", CASE WHEN h.oid IS NULL THEN pg_catalog.pg_database_size(pg_catalog.current_database()) END AS "DatabaseBytes",
       h.oid AS "Oid", h.name AS "Name", h.kind AS "Kind", h.mode AS "Mode", h.rank AS "Rank", h.file AS "File", CASE WHEN h.kind IN ('table', 'materialized view') THEN coalesce(pg_catalog.pg_total_relation_size(h.oid::oid), 0) ELSE 0 END AS "Bytes"
  FROM (SELECT 1) one
  LEFT JOIN LATERAL (
       SELECT DISTINCT ON (c.oid) c.oid::bigint AS oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, l.mode, s.rank, coalesce(pg_catalog.pg_relation_filenode(c.oid), 0)::bigint AS file,
              CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'm' THEN 'materialized view' WHEN 'v' THEN 'view' WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence' ELSE 'index' END AS kind
         FROM pg_catalog.pg_locks l
         JOIN pg_catalog.unnest(ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']) WITH ORDINALITY s(mode, rank) ON s.mode = l.mode
         JOIN pg_catalog.pg_class c ON c.oid = l.relation
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND c.oid >= 16384 AND c.relkind IN ('r', 'p', 'm', 'v', 'f', 'i', 'I', 'S')
        ORDER BY c.oid, s.rank DESC) h ON true
