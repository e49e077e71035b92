ALTER TABLE t ADD COLUMN c integer;
INSERT INTO settings (name) VALUES ('c');
