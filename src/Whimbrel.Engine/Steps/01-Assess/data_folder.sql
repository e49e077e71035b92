-- Where is the data folder, as far as our user may know?
SELECT (SELECT setting FROM pg_settings WHERE name = 'data_directory') AS "DataFolder"
