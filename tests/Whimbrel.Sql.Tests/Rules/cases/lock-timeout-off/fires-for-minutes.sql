SET LOCAL lock_timeout = '2 min';
