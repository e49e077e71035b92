-- Which versions does the operator's version table hold?
SELECT version::text AS "Version", applied_at::timestamptz AS "AppliedAt" FROM {table}
