CREATE TABLE u (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE o (a integer, b integer, FOREIGN KEY (a, b) REFERENCES u (a, b));
CREATE INDEX i ON o (b, a, (a + b));
