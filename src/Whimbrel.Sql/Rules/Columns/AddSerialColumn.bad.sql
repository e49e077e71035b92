ALTER TABLE prices ADD COLUMN id bigserial;
