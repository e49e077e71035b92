ALTER TABLE orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
-- migration: validate.sql
ALTER TABLE orders VALIDATE CONSTRAINT orders_user_fk;
