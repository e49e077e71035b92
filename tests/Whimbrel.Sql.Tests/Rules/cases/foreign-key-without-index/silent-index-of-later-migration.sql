CREATE TABLE u (id bigint PRIMARY KEY);
CREATE TABLE o (id bigint, u_id bigint REFERENCES u (id));
-- migration: 2
CREATE INDEX CONCURRENTLY o_u_id ON o (u_id);
