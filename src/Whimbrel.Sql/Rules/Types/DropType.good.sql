CREATE TYPE scratch AS ENUM ('a', 'b');
DROP TYPE scratch;
