-- How many parameters has the statement that was just prepared?
SELECT cardinality(parameter_types) AS "Count" FROM pg_catalog.pg_prepared_statements WHERE name = 'whimbrel_query'
