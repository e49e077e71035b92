CREATE FUNCTION display_name(bigint) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
