ALTER TABLE users ADD COLUMN token text DEFAULT upper(md5(random()::text));
