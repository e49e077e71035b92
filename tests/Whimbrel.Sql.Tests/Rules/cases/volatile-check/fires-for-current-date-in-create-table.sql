CREATE TABLE trips (id bigint PRIMARY KEY, day date CHECK (day >= CURRENT_DATE));
