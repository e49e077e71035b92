-- A version that is recorded already gets the new time.
UPDATE {table} SET applied_at = now() WHERE version = $1
