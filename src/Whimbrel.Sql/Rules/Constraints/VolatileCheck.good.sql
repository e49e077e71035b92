ALTER TABLE bookings ADD CONSTRAINT bookings_ahead CHECK (starts_at > booked_at) NOT VALID;
