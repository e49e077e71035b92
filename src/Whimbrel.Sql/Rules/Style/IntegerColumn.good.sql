CREATE TABLE orders (id bigint, size smallint);
