CREATE INDEX orders_customer_delivery_payment_state ON orders (state);
