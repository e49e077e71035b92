CREATE SEQUENCE invoice_numbers_2024;
