CREATE TABLE users (id bigint, name varchar(100));
