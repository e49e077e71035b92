CREATE VIEW people AS SELECT id, email, name FROM users;
CREATE OR REPLACE VIEW people AS SELECT id, email, name, phone FROM users;
