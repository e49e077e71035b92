select 10;
\ir b.sql
select 11