ALTER TABLE events ADD CONSTRAINT events_note_short CHECK (length(note) <= 20) NOT VALID;
ALTER TABLE events ALTER COLUMN counter TYPE bigint;
