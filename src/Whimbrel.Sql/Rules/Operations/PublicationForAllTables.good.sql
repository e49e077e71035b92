CREATE PUBLICATION billing FOR TABLE invoices, payments;
