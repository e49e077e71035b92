-- # Tables and all that hangs on them: drop

DROP TABLE lone

DROP TABLE IF EXISTS nosuch

DROP TABLE lone, copies

DROP TABLE customers CASCADE

DROP TABLE orders CASCADE

DROP TABLE items

DROP TABLE tree

DROP TABLE readers

DROP TABLE fleeting

DROP TABLE animals CASCADE

DROP TABLE puppies

DROP TABLE persons

DROP TABLE moods

DROP TABLE dogs CASCADE

DROP TABLE parents CASCADE

DROP TABLE fellows

DROP TABLE kept

DROP TABLE ages, moods

DROP FOREIGN TABLE IF EXISTS nosuch

DROP TABLE logs_us_1

DROP EVENT TRIGGER watched

DROP FUNCTION IF EXISTS nosuch()

DROP POLICY lone_policy ON lone CASCADE

DROP EXTENSION plpgsql CASCADE

DROP ACCESS METHOD proof_heap
