ALTER DOMAIN price ADD CONSTRAINT price_positive CHECK (VALUE > 0) NOT VALID;
-- migration: validate.sql
ALTER DOMAIN price VALIDATE CONSTRAINT price_positive;
