CREATE TABLE carts_copy (id bigint PRIMARY KEY);
DROP TABLE carts_copy;
