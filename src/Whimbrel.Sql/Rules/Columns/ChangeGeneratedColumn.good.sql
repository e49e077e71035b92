ALTER TABLE orders ADD COLUMN gross_2 numeric;
