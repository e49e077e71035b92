CREATE TABLE orders (id bigint PRIMARY KEY, tenant_id bigint, created_at timestamptz);
CREATE INDEX orders_tenant_created_idx ON orders (tenant_id, created_at);

-- migration: 2.sql
CREATE INDEX CONCURRENTLY orders_tenant_idx ON orders (tenant_id);
