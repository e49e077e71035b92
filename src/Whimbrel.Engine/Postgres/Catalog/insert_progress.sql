-- Records that a part of a script is done, in the transaction that did it.
INSERT INTO whimbrel.progress (run, version, script, part) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
