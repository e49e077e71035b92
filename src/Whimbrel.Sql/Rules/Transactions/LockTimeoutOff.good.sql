SET LOCAL lock_timeout = '200ms';
