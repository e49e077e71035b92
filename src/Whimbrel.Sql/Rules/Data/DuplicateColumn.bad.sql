UPDATE users SET theme = 'dark', theme = 'light' WHERE id = 1;
