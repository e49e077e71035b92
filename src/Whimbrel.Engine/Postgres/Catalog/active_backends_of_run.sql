-- Which backends of this run are at work?
SELECT pid AS "Pid" FROM pg_stat_activity WHERE application_name LIKE $1 AND pid <> pg_backend_pid() AND datname = current_database() AND usename = current_user AND state <> 'idle'
