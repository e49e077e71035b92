CREATE VIEW active_users AS SELECT * FROM users WHERE deleted_at IS NULL;
