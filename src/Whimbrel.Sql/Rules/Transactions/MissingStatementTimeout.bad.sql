ALTER TABLE users ADD COLUMN theme text;
