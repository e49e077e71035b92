CREATE TABLE messages (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text);
CREATE SEQUENCE message_numbers AS smallint;
