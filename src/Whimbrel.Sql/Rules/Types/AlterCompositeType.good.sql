CREATE TYPE address_2 AS (line text, city text);
ALTER TYPE address_2 ADD ATTRIBUTE country text;
