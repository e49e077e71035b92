-- Records what a script did, in the transaction that did it.
INSERT INTO whimbrel.history (version, name, direction, run, seconds, script, raw_checksum, checksum, checksum_algorithm, git_commit, performed_by, performed_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
