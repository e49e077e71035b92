CREATE TABLE orders (id bigint, number integer);
