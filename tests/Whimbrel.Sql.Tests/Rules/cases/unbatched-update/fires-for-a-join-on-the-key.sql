UPDATE orders SET region = c.region FROM customers c WHERE id = c.order_id;
