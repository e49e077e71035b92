CREATE TABLE public.users (id bigint);
CREATE TEMP TABLE scratch (id bigint);
