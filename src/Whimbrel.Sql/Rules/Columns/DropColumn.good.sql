-- The application no longer reads or writes it; the column may go once that version runs everywhere.
ALTER TABLE users ALTER COLUMN theme DROP NOT NULL;
