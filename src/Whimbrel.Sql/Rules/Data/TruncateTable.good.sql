DELETE FROM sessions WHERE id IN (1, 2);
