CREATE TABLE roles (id bigserial PRIMARY KEY, name text);
COPY roles (id, name) FROM stdin;
1	admin
\.
