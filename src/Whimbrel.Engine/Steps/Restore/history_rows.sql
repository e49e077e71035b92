-- Every row of Whimbrel's history, oldest first, without its number.
SELECT coalesce(jsonb_agg(to_jsonb(h) - 'id' ORDER BY h.id), '[]')::text AS "Rows" FROM whimbrel.history h
