-- Create the users table.
BEGIN;

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    theme text,
    language text,
    created_at timestamptz NOT NULL DEFAULT now()
);

COMMIT;
