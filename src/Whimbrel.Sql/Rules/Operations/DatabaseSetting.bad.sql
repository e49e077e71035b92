ALTER DATABASE hosting_db SET search_path = app, public;
