-- The database of the sample before the migration: what 20240101 and 20240201 made, with 120,000 users in it.
BEGIN;

CREATE TABLE schema_migrations (
    version text PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    theme text,
    language text,
    created_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE users ADD COLUMN last_seen_at timestamptz;

INSERT INTO schema_migrations (version, applied_at)
VALUES
    ('20240101', '2024-01-01 22:05:00+00'),
    ('20240201', '2024-02-01 22:04:00+00');

-- Of six users one has neither a theme nor a language, one a theme alone, one a language alone, and three have both.
INSERT INTO users (email, name, theme, language, created_at, last_seen_at)
SELECT
    'user' || n || '@example.com',
    'User ' || n,
    CASE WHEN n % 6 IN (1, 2, 3, 4) THEN (ARRAY['dark', 'light', 'system'])[1 + n % 3] END,
    CASE WHEN n % 6 IN (2, 3, 4, 5) THEN (ARRAY['en', 'de', 'fr', 'es', 'ja'])[1 + n % 5] END,
    '2023-01-01 00:00:00+00'::timestamptz + n * interval '4 minutes',
    CASE WHEN n % 4 <> 0 THEN '2024-02-01 00:00:00+00'::timestamptz + n * interval '10 seconds' END
FROM generate_series(1, 120000) AS n;

COMMIT;

ANALYZE users;
ANALYZE schema_migrations;
