-- Records that a version's data script is done, in the transaction that did it.
UPDATE whimbrel.history
   SET data_migrated_at = now()
 WHERE id = (SELECT max(id) FROM whimbrel.history WHERE version = $1 AND direction = 'applied')
