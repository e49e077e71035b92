REINDEX SYSTEM hosting_db;
