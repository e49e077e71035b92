-- How far has the backend ($1) come with building an index?
SELECT phase AS "Phase", blocks_done AS "Blocks", blocks_total AS "AllBlocks", tuples_done AS "Rows", tuples_total AS "AllRows",
       lockers_done AS "Gone", lockers_total AS "WaitedFor", coalesce(current_locker_pid, 0) AS "Locker"
  FROM pg_stat_progress_create_index
 WHERE pid = $1
