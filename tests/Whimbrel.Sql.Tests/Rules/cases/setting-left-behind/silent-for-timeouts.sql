SET lock_timeout = '1s';
SET statement_timeout = '5min';
