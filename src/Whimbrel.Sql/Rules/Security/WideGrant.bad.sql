GRANT ALL ON invoices TO app;
