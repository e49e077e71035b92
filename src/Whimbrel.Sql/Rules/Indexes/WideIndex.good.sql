CREATE INDEX CONCURRENTLY orders_search_idx ON orders (tenant_id, created_at) INCLUDE (state, region);
CREATE UNIQUE INDEX CONCURRENTLY orders_key ON orders (tenant_id, region, shop, number);
