CREATE TABLE n (a integer);
SELECT count(*) FROM n;
