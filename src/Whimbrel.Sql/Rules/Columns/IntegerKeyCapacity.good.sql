CREATE TABLE messages (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text);
CREATE SEQUENCE message_numbers AS bigint;
CREATE TABLE countries (id integer PRIMARY KEY, name text NOT NULL);
