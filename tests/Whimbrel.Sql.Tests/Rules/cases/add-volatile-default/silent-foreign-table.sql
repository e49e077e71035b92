ALTER FOREIGN TABLE remote_users ADD COLUMN token uuid DEFAULT gen_random_uuid();
