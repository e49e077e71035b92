BEGIN;
DO $$
BEGIN
    UPDATE orders SET state = 'open' WHERE id < 1000;
    COMMIT;
END
$$;
COMMIT;
