UPDATE users SET theme = 'light', address.city = 'Oslo', address.street = 'Storgata' WHERE id = 1;
