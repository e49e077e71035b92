-- The application reads the view in the new schema first; the table moves when nothing names the old place.
CREATE VIEW billing.invoices AS SELECT id, total FROM public.invoices;
