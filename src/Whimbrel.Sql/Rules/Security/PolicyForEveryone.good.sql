CREATE POLICY readable ON invoices FOR SELECT USING (true);
CREATE POLICY writable ON invoices TO app USING (true);
