-- Each of these must be true once the migration and its data are in.

SELECT NOT EXISTS (
    SELECT
    FROM users AS u
    WHERE (u.theme IS NOT NULL OR u.language IS NOT NULL)
      AND NOT EXISTS (SELECT FROM user_preferences AS p WHERE p.user_id = u.id)
) AS every_user_with_a_theme_or_language_has_a_row;

SELECT NOT EXISTS (
    SELECT
    FROM users AS u
    JOIN user_preferences AS p ON p.user_id = u.id
    WHERE p.updated_at = p.created_at
      AND p.preferences <> jsonb_strip_nulls(jsonb_build_object('theme', u.theme, 'language', u.language))
) AS rows_not_edited_since_say_what_users_says;

SELECT EXISTS (
    SELECT
    FROM pg_constraint
    WHERE conrelid = 'user_preferences'::regclass
      AND confrelid = 'users'::regclass
      AND contype = 'f'
      AND convalidated
) AS foreign_key_to_users_is_validated;

SELECT EXISTS (
    SELECT
    FROM pg_index
    WHERE indexrelid = 'user_preferences_updated_at_idx'::regclass
      AND indisvalid
      AND indisready
) AS index_on_updated_at_is_valid;
