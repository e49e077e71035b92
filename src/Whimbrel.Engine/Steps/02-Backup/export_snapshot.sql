-- By which name can others look at what this transaction sees?
SELECT pg_export_snapshot() AS "Id"
