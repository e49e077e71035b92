-- Takes the run's lock if it is free; never waits.
SELECT pg_try_advisory_lock($1, $2) AS "IsTaken"
