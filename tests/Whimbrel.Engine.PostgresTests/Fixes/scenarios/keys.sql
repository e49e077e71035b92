CREATE TABLE items (id bigint, tenant integer, code text);
INSERT INTO items SELECT i, 1, 'c' || i FROM generate_series(1, 500) i;
-- unsafe:
ALTER TABLE items ADD PRIMARY KEY (tenant, id) INCLUDE (code);
ALTER TABLE items ADD CONSTRAINT items_code_once UNIQUE (code) WITH (fillfactor = 70) DEFERRABLE;
-- rollback:
ALTER TABLE items DROP CONSTRAINT items_code_once, DROP CONSTRAINT items_pkey;
