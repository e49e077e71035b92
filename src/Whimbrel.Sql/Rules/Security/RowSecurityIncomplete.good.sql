CREATE POLICY invoices_all ON invoices USING (tenant_id = 1);
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
