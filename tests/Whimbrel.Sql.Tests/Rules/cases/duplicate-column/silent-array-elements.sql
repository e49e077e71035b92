UPDATE t SET a[1] = 1, a[2] = 2;
