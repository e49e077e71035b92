-- What belongs to this database and would be lost or started twice when another one takes its name?
SELECT 'prepared transaction' AS "Kind", p.gid::text AS "Name", format('ROLLBACK PREPARED %L;', p.gid) AS "EndWith" FROM pg_prepared_xacts p WHERE p.database = current_database()
UNION ALL
SELECT 'replication slot', s.slot_name::text, format('SELECT pg_drop_replication_slot(%L);', s.slot_name) FROM pg_replication_slots s WHERE s.database = current_database()
UNION ALL
SELECT 'subscription', s.subname::text, format('ALTER SUBSCRIPTION %I DISABLE;', s.subname)
  FROM pg_subscription s WHERE s.subenabled AND s.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
