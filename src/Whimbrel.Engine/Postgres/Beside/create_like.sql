-- Which statement makes an empty database $2 that is like $1: owner, encoding, locale, tablespace, connection limit?
SELECT concat_ws(' ',
           format('CREATE DATABASE %I WITH TEMPLATE template0 OWNER %I ENCODING %L LC_COLLATE %L LC_CTYPE %L CONNECTION LIMIT %s',
                  $2::text, pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, d.datconnlimit),
           CASE to_jsonb(d) ->> 'datlocprovider'
               WHEN 'c' THEN 'LOCALE_PROVIDER libc'
               WHEN 'i' THEN format('LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'))
               WHEN 'b' THEN format('LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', to_jsonb(d) ->> 'datlocale')
           END,
           'ICU_RULES ' || quote_literal(to_jsonb(d) ->> 'daticurules'),
           'TABLESPACE ' || (SELECT quote_ident(t.spcname) FROM pg_tablespace t
                              WHERE t.oid = d.dattablespace AND d.dattablespace <> (SELECT e.dattablespace FROM pg_database e WHERE e.datname = 'template0'))) AS "Statement"
  FROM pg_database d
 WHERE d.datname = $1
