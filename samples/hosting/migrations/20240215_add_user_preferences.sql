-- Give the preferences of users a table of their own.
-- The columns users.theme and users.language stay for now: the application reads either place, so nothing has to stop.
-- whimbrel:requires 20240201
BEGIN;

CREATE TABLE user_preferences (
    user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    preferences jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX user_preferences_updated_at_idx ON user_preferences (updated_at);

COMMENT ON TABLE user_preferences IS 'What a user has chosen for the look and the language of the pages; one row a user.';

COMMIT;
