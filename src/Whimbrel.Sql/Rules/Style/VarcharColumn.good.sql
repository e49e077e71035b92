CREATE TABLE users (id bigint, name text CHECK (length(name) <= 100), note varchar);
