-- Which relations are there, how many rows and bytes have they, as far as the statistics know? Takes no lock on any of them.
  WITH index_pages AS (
       SELECT i.indrelid, sum(c.relpages::bigint) AS pages
         FROM pg_index i
         JOIN pg_class c ON c.oid = i.indexrelid
        GROUP BY i.indrelid)
SELECT c.oid::bigint AS "Oid", n.nspname::text AS "Schema", c.relname::text AS "Name", c.relkind::text AS "Kind",
       c.relispartition AS "IsPartition", p.partrelid IS NOT NULL AS "IsDefaultPartition",
       greatest(nullif(c.reltuples, -1)::float8, nullif(pg_stat_get_live_tuples(c.oid), 0)::float8) AS "Rows",
       CASE WHEN c.reltuples >= 0 OR c.relpages > 0
            THEN (c.relpages + coalesce(own.pages, 0) + coalesce(t.relpages, 0) + coalesce(toast.pages, 0))::bigint * current_setting('block_size')::bigint
       END AS "Bytes"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_partitioned_table p ON p.partdefid = c.oid
  LEFT JOIN pg_class t ON t.oid = c.reltoastrelid AND c.reltoastrelid <> 0
  LEFT JOIN index_pages own ON own.indrelid = c.oid
  LEFT JOIN index_pages toast ON toast.indrelid = t.oid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
