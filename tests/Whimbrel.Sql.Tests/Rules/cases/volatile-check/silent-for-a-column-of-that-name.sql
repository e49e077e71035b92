CREATE TABLE trips (id bigint PRIMARY KEY, random int CHECK (random > 0));
