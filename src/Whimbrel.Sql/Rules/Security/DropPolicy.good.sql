BEGIN;
DROP POLICY invoices_of_tenant ON invoices;
CREATE POLICY invoices_of_tenant ON invoices USING (tenant_id = 2);
COMMIT;
