SELECT name, setting FROM pg_settings WHERE name = 'max_connections';
