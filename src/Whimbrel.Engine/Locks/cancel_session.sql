-- Cancels what a session ($1) does, if it is still the one that began at $2 (the number may be another's by now), and still in what it began at $3.
SELECT coalesce((SELECT pg_cancel_backend(a.pid) FROM pg_stat_activity a
                  WHERE a.pid = $1 AND a.backend_start = $2 AND ($3::timestamptz IS NULL OR a.query_start = $3::timestamptz)), false) AS "IsSignalled"
