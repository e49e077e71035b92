CREATE TABLE users (id bigint, country text CHECK (length(country) = 2));
