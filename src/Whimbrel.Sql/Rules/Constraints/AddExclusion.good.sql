CREATE TABLE bookings (room text, during tstzrange);
ALTER TABLE bookings ADD CONSTRAINT bookings_overlap EXCLUDE USING gist (room WITH =, during WITH &&);
