-- What of the server's configuration changes how statements work, and how they are planned?
SELECT name AS "Name", reset_val AS "Value"
  FROM pg_settings
 WHERE reset_val IS DISTINCT FROM boot_val
   AND (name IN ('DateStyle', 'IntervalStyle', 'TimeZone', 'bytea_output', 'default_table_access_method', 'default_text_search_config', 'default_toast_compression', 'default_transaction_isolation', 'escape_string_warning',
                 'extra_float_digits', 'row_security', 'standard_conforming_strings', 'transform_null_equals', 'backslash_quote', 'quote_all_identifiers', 'array_nulls', 'xmlbinary', 'xmloption', 'work_mem', 'maintenance_work_mem',
                 'effective_cache_size', 'random_page_cost', 'seq_page_cost', 'cpu_tuple_cost', 'cpu_index_tuple_cost', 'cpu_operator_cost', 'default_statistics_target', 'jit', 'max_parallel_workers_per_gather', 'from_collapse_limit',
                 'join_collapse_limit', 'geqo', 'plan_cache_mode', 'check_function_bodies')
        OR name LIKE 'enable\_%' OR name LIKE 'parallel\_%')
UNION ALL
SELECT 'search_path', reset_val FROM pg_settings WHERE name = 'search_path' AND reset_val <> boot_val
UNION ALL
SELECT 'shared_preload_libraries', setting FROM pg_settings WHERE name = 'shared_preload_libraries' AND setting <> ''
