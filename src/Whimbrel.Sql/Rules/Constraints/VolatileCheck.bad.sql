ALTER TABLE bookings ADD CONSTRAINT bookings_ahead CHECK (starts_at > now()) NOT VALID;
