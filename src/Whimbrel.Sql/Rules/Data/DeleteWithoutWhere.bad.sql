DELETE FROM sessions WHERE true;
