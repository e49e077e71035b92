CREATE FUNCTION close_account(bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ UPDATE public.accounts SET closed = true WHERE id = $1 $$;
CREATE FUNCTION reopen_account(id bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC UPDATE accounts SET closed = false WHERE accounts.id = reopen_account.id; END;
