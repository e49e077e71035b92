CREATE POLICY invoices_read ON invoices FOR SELECT USING (tenant_id = 1);
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
