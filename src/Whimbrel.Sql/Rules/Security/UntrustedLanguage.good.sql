CREATE FUNCTION read_url(url text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN ''; END $$;
