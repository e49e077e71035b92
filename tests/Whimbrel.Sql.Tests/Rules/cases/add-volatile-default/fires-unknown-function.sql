ALTER TABLE users ADD COLUMN number text DEFAULT shop.next_number();
