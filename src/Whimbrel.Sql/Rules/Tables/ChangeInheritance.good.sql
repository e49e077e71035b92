CREATE TABLE measurements_2026 (LIKE measurements INCLUDING ALL);
