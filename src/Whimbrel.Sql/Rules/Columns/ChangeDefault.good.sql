ALTER TABLE users ADD COLUMN theme text DEFAULT 'dark';
