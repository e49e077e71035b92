SET session_replication_role = origin;
SET CONSTRAINTS ALL DEFERRED;
