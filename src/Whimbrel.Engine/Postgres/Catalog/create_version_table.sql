-- The operator's version table, as the runbook has it.
CREATE TABLE {table} (version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())
