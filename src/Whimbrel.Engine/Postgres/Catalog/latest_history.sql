-- What was last done with each version?
SELECT DISTINCT ON (version) version AS "Version", name AS "Name", direction AS "Direction", run AS "Run", at AS "At",
       script AS "Script", checksum AS "Checksum", checksum_algorithm AS "Algorithm", data_migrated_at AS "DataMigratedAt"
  FROM whimbrel.history
 ORDER BY version, id DESC
