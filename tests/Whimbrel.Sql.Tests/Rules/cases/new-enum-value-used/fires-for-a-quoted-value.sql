BEGIN;
ALTER TYPE mood ADD VALUE 'it''s fine';
INSERT INTO answers (mood) VALUES ('it''s fine');
COMMIT;
