CREATE TABLE draft (id bigint);
ALTER TABLE draft RENAME TO orders;
