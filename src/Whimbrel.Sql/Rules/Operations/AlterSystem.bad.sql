ALTER SYSTEM SET max_connections = 500;
