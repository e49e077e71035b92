-- The rows of some buckets ($1) that only one side has, with some keys ($2) as examples.
WITH source AS ({source}), target AS ({target}),
     one AS (SELECT {names} FROM source WHERE (hashtext(c1::text) & 255) = ANY ($1)),
     other AS (SELECT {names} FROM target t WHERE {covered} AND (hashtext(c1::text) & 255) = ANY ($1)),
     missing AS (SELECT * FROM one EXCEPT ALL SELECT * FROM other),
     surplus AS (SELECT * FROM other EXCEPT ALL SELECT * FROM one)
SELECT 'source' AS "Side", count(*) AS "Count", ARRAY(SELECT c1::text FROM missing m ORDER BY m.c1 LIMIT $2) AS "Keys" FROM missing
UNION ALL
SELECT 'target', count(*), ARRAY(SELECT c1::text FROM surplus s ORDER BY s.c1 LIMIT $2) FROM surplus
