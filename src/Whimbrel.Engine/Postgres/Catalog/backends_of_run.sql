-- Which backends of an earlier process of this run are still there?
SELECT pid AS "Pid" FROM pg_stat_activity WHERE application_name LIKE $1 AND pid <> pg_backend_pid() AND datname = current_database() AND usename = current_user
