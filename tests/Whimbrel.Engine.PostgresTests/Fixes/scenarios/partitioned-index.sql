CREATE TABLE events (id bigint, day date NOT NULL, kind text) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
INSERT INTO events SELECT i, DATE '2024-06-01' + i, 'k' FROM generate_series(1, 400) i;
-- unsafe:
CREATE INDEX ON events (kind, day DESC);
-- rollback:
DROP INDEX events_kind_day_idx;
