-- The foreign key follows in a migration of its own.
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint);
