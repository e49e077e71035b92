ALTER TABLE users ALTER COLUMN name TYPE text COLLATE "de-x-icu";
