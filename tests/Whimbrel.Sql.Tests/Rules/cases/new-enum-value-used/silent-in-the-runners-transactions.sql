-- Without BEGIN each statement is committed before the next one.
ALTER TYPE mood ADD VALUE 'fine';
INSERT INTO answers (mood) VALUES ('fine');
