CREATE TABLE orders (id bigint, user_id bigint);
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);
