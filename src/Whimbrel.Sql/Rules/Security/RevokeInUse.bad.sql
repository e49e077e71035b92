REVOKE UPDATE ON invoices FROM app;
