-- How many rows does the planner expect in a table? It knows the size of the files, also of a table that was never analyzed.
EXPLAIN (FORMAT JSON) SELECT FROM {table}
