REINDEX (CONCURRENTLY, TABLESPACE cold) INDEX events_created_at_idx;
