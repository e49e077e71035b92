ALTER TABLE measurements_2026 INHERIT measurements;
