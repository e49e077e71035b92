SET search_path = billing;
CREATE TABLE invoices (id bigint PRIMARY KEY);
