ALTER TABLE users ADD COLUMN name_sorted text COLLATE "de-x-icu";
