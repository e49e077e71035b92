CREATE TABLE users (id bigint, country char(2));
