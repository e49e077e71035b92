-- Which share of the blocks was found in shared buffers? NULL on a server that has read nothing yet.
SELECT (sum(heap_blks_hit)::float8 / nullif(sum(heap_blks_hit) + sum(heap_blks_read), 0))::float8 AS "Ratio"
  FROM pg_statio_user_tables
