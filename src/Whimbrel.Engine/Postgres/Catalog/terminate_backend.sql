-- Ends a backend.
SELECT pg_terminate_backend($1) AS "IsSignalled"
