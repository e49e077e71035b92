CREATE INDEX CONCURRENTLY orders_search_idx ON orders (tenant_id, state, region, created_at);
