CREATE TABLE u (id bigint PRIMARY KEY);
CREATE TABLE o (id bigint, u_id bigint REFERENCES u (id));
CREATE INDEX i ON o (id, u_id);
