-- How many other clients has this database?
SELECT count(*) AS "Count" FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
