-- How far have the batches of a statement come?
SELECT reached AS "Reached", last AS "Last", keys AS "Keys", rows AS "Rows", batches AS "Batches" FROM whimbrel.batches WHERE run = $1 AND version = $2 AND script = $3 AND part = $4
