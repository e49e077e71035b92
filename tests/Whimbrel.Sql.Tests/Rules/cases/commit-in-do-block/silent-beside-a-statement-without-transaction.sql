DO $$
BEGIN
    DELETE FROM jobs WHERE id < 100;
    COMMIT;
END
$$;
VACUUM jobs;
