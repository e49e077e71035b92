ALTER TABLE invoices OWNER TO billing;
