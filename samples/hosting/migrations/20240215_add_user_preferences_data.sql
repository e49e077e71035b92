-- Copy theme and language of each user who has one into user_preferences. Safe to run again: rows that exist are kept.
BEGIN;

SET LOCAL statement_timeout = '30min';

INSERT INTO user_preferences (user_id, preferences)
SELECT
    u.id,
    jsonb_strip_nulls(jsonb_build_object('theme', u.theme, 'language', u.language))
FROM users AS u
WHERE u.theme IS NOT NULL OR u.language IS NOT NULL
ON CONFLICT (user_id) DO NOTHING;

-- Users are looked for one by one: comparing two totals would let rows of other users make up for missing ones.
DO $$
DECLARE
    expected bigint;
    missing bigint;
BEGIN
    SELECT count(*), count(*) FILTER (WHERE p.user_id IS NULL)
    INTO expected, missing
    FROM users AS u
    LEFT JOIN user_preferences AS p ON p.user_id = u.id
    WHERE u.theme IS NOT NULL OR u.language IS NOT NULL;

    IF missing > 0 THEN
        RAISE EXCEPTION 'data migration incomplete: % of % users have no row in user_preferences', missing, expected;
    END IF;

    RAISE NOTICE 'data migration complete: % users have a row in user_preferences', expected;
END
$$;

COMMIT;
