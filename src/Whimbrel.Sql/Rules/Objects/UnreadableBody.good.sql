UPDATE users SET theme = lower(theme) WHERE id BETWEEN 1 AND 1000;
