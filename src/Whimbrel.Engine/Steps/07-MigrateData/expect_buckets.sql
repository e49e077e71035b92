-- Counts and checksums of both sides by bucket, in one snapshot; the columns of both take the types that EXCEPT would give them.
WITH source AS ({source}), target AS ({target}),
     both_sides AS (SELECT 0 AS side, {names} FROM source UNION ALL SELECT 1, {names} FROM target t WHERE {covered}),
     hashed AS (SELECT side, (hashtext(c1::text) & 255) AS bucket, hashtextextended(ROW({names})::text, 0) AS hash FROM both_sides)
SELECT bucket AS "Bucket", count(*) FILTER (WHERE side = 0) AS "SourceRows", count(*) FILTER (WHERE side = 1) AS "TargetRows",
       count(*) FILTER (WHERE side = 0) <> count(*) FILTER (WHERE side = 1)
       OR coalesce(sum(hash::numeric) FILTER (WHERE side = 0), 0) <> coalesce(sum(hash::numeric) FILTER (WHERE side = 1), 0) AS "Differs"
  FROM hashed
 GROUP BY bucket
 ORDER BY bucket
