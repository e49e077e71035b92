-- Adds those rows of another database's history ($1) that are not here, in their order.
INSERT INTO whimbrel.history (version, name, direction, run, at, seconds, script, raw_checksum, checksum, checksum_algorithm, git_commit, performed_by, performed_on, data_migrated_at)
SELECT r.version, r.name, r.direction, r.run, r.at, r.seconds, r.script, r.raw_checksum, r.checksum, r.checksum_algorithm, r.git_commit, r.performed_by, r.performed_on, r.data_migrated_at
  FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e(item, place)
 CROSS JOIN LATERAL jsonb_populate_record(NULL::whimbrel.history, e.item) r
 WHERE NOT EXISTS (SELECT FROM whimbrel.history h WHERE h.version = r.version AND h.direction = r.direction AND h.run = r.run AND h.at = r.at)
 ORDER BY e.place
