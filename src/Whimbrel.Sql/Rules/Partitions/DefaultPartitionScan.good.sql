CREATE TABLE events (id bigint, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE events_rest PARTITION OF events DEFAULT;

-- migration: 2.sql
ALTER TABLE events_rest ADD CONSTRAINT not_2025 CHECK (day < '2025-01-01' OR day >= '2026-01-01') NOT VALID;

-- migration: 3.sql
ALTER TABLE events_rest VALIDATE CONSTRAINT not_2025;

-- migration: 4.sql
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
