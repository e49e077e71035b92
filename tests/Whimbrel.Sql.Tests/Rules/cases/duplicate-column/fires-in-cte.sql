WITH moved AS (UPDATE t SET a = 1, a = 2 RETURNING id) SELECT count(*) FROM moved;
