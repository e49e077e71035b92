ALTER TABLE users ADD COLUMN day date DEFAULT date_trunc('day', now())::date;
