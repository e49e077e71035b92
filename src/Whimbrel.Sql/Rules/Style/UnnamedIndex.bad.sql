CREATE INDEX CONCURRENTLY ON orders (customer_id);
