DO $$
BEGIN
    LOOP
        DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE done LIMIT 100);
        EXIT WHEN NOT FOUND;
        COMMIT;
    END LOOP;
END
$$;
