-- Which backend serves this session?
SELECT pg_backend_pid() AS "Pid"
