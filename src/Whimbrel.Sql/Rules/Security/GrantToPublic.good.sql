GRANT SELECT ON invoices TO reporting;
REVOKE ALL ON invoices FROM PUBLIC;
