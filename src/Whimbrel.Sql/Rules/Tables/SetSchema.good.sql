BEGIN;
ALTER TABLE invoices SET SCHEMA billing;
CREATE VIEW invoices AS SELECT id, total FROM billing.invoices;
COMMIT;
