-- Which of these names are relations here?
SELECT DISTINCT to_regclass(name)::text AS "Name" FROM unnest($1::text[]) name WHERE to_regclass(name) IS NOT NULL
