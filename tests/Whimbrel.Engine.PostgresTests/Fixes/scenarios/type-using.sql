CREATE TABLE readings (id bigint PRIMARY KEY, value text, unit text);
INSERT INTO readings SELECT i, (i * 2)::text, 'm' FROM generate_series(1, 500) i;
-- unsafe:
ALTER TABLE readings ALTER COLUMN value TYPE numeric(12,2) USING CASE unit WHEN 'km' THEN value::numeric * 1000 ELSE value::numeric END;
-- rollback:
ALTER TABLE readings ALTER COLUMN value TYPE text;
