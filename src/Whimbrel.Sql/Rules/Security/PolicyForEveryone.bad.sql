CREATE POLICY anything ON invoices USING (true);
