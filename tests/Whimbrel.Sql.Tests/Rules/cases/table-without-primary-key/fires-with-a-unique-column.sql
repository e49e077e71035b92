CREATE TABLE notes (id bigint UNIQUE, body text);
