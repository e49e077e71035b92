DROP ROLE old_app;
