CREATE FUNCTION close_account(bigint) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$ UPDATE accounts SET closed = true WHERE id = $1 $$;
