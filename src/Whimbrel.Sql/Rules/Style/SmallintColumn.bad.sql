CREATE TABLE orders (id bigint, number smallint);
