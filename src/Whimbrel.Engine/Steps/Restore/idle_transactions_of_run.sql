-- How many sessions of a run ($2) are in a transaction in the database $1?
SELECT count(*) AS "Count" FROM pg_stat_activity WHERE datname = $1 AND application_name LIKE $2 AND usename = current_user AND state = 'idle in transaction'
