-- In which schemas is a name without one looked for?
SELECT current_schemas(false)::text[] AS "Schemas"
