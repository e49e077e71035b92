BEGIN;
SET LOCAL search_path = billing;
CREATE TABLE invoices (id bigint PRIMARY KEY);
COMMIT;
SET work_mem = '256MB';
RESET work_mem;
