-- How is this database encoded and sorted? (Where its locale stands has changed with 15 and 17.)
SELECT pg_encoding_to_char(d.encoding)::text AS "Encoding", d.datcollate::text AS "Collate", d.datctype::text AS "Ctype",
       coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') AS "Provider", coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS "Locale"
  FROM pg_database d WHERE d.datname = current_database()
