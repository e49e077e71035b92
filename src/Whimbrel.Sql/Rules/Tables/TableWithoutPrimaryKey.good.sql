CREATE TABLE audit_log (id bigint GENERATED ALWAYS AS IDENTITY, happened_at timestamptz NOT NULL, what text NOT NULL);
ALTER TABLE audit_log ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);
CREATE TEMP TABLE seen (id bigint) ON COMMIT DROP;
