ALTER VIEW report RENAME TO old_report;
