CREATE TABLE orders (id bigint PRIMARY KEY, tenant_id bigint, created_at timestamptz);
CREATE INDEX orders_tenant_created_idx ON orders (tenant_id, created_at);

-- migration: 2.sql
CREATE INDEX CONCURRENTLY orders_created_idx ON orders (created_at);
CREATE INDEX CONCURRENTLY orders_open_idx ON orders (tenant_id) WHERE created_at IS NULL;
