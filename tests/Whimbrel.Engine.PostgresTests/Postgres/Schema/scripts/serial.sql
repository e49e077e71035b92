CREATE TABLE t (a serial, b bigserial PRIMARY KEY, c smallserial, d serial8 UNIQUE, e serial4);
