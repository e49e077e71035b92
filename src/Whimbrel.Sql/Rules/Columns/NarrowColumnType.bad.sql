ALTER TABLE events ALTER COLUMN note TYPE varchar(20) USING left(note, 20);
