CREATE VIEW active_users AS SELECT id, email, count(*) AS orders FROM users GROUP BY id, email;
