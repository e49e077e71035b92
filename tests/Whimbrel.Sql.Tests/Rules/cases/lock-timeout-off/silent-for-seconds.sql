SET lock_timeout TO 5000;
