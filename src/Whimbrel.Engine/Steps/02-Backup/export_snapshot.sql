-- Which snapshot does this transaction show to others?
SELECT pg_export_snapshot() AS "Snapshot"
