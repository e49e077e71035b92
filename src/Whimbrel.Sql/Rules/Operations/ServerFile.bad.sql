COPY countries (id, name) FROM '/tmp/countries.csv' (FORMAT csv);
