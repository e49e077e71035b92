CREATE TABLE t (a integer);
-- migration: 2
CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);
-- migration: 3
ALTER TABLE t ADD PRIMARY KEY USING INDEX t_a;
