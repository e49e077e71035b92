-- Cancels what a backend does.
SELECT pg_cancel_backend($1) AS "IsSignalled"
