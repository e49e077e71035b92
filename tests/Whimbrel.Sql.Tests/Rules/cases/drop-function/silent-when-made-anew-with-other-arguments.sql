DROP FUNCTION IF EXISTS total(bigint);
CREATE FUNCTION total(bigint, text) RETURNS bigint LANGUAGE sql AS $$ SELECT $1 $$;
