COPY countries (id, name) FROM stdin;
1	Iceland
\.
