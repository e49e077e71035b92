BEGIN;
CREATE TYPE mood AS ENUM ('ok');
ALTER TYPE mood ADD VALUE 'fine';
CREATE TABLE answers (id bigint PRIMARY KEY, mood mood DEFAULT 'fine');
COMMIT;
