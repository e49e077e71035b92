DO $$
BEGIN
    RAISE NOTICE 'then; COMMIT;';
END
$$;
