DROP VIEW public.people;
CREATE VIEW people AS SELECT id FROM users;
