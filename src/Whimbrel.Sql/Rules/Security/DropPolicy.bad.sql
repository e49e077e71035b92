DROP POLICY invoices_of_tenant ON invoices;
