-- Is there a relation of this name?
SELECT to_regclass($1) IS NOT NULL AS "Exists"
