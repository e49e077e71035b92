-- Back to preferences in users alone. What was changed in user_preferences since is lost.
BEGIN;

DROP TABLE IF EXISTS user_preferences;

COMMIT;
