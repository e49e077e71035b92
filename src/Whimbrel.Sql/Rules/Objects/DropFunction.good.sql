DROP FUNCTION full_name(bigint);
CREATE FUNCTION full_name(bigint, boolean) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
