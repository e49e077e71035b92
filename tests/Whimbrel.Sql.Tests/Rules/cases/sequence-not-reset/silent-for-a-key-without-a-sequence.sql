CREATE TABLE roles (id bigint PRIMARY KEY, name text);
INSERT INTO roles (id, name) VALUES (1, 'admin');
