CREATE UNIQUE INDEX i ON daily_totals (day);
