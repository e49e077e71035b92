select 1
\ir sub/a.sql
, 2;
\i sub/a.sql \echo done \\ select 3;
\g
