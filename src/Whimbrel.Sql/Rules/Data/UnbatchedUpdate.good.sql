UPDATE orders SET region = 'eu' WHERE id = 4711;
UPDATE settings SET value = 'on' WHERE key = 'billing';
