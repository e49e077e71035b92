UPDATE orders SET region = 'eu' WHERE id BETWEEN 1 AND 1000 AND region IS NULL;
