CREATE TEMP TABLE moved (id bigint);
