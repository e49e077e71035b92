-- The schema of Whimbrel's own history.
CREATE SCHEMA IF NOT EXISTS whimbrel
