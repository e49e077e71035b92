-- Both names are there while versions of the application that know only one of them are running.
ALTER TABLE users ADD COLUMN email_address text;
