-- whimbrel:batch orders.id
UPDATE orders SET region = 'eu' WHERE region IS NULL;

UPDATE orders SET note = '';
