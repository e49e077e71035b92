DROP FUNCTION full_name(bigint);
