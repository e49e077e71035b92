CREATE VIEW orders_with_gross AS SELECT id, net, net * 1.2 AS gross FROM orders;
