CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED, c int DEFAULT 1 NOT NULL, d text DEFAULT NULL, e text DEFAULT NULL::text, f timestamptz DEFAULT now());
