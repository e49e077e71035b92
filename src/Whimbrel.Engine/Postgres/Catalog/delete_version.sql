-- Takes a version's record back.
DELETE FROM {table} WHERE version = $1
