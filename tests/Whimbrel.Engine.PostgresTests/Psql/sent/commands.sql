\restrict abc
select 1;
\echo no
select 2 \g
;
\unrestrict abc
select 3 \gset
select 4 as x, 5 as y \gset p_
select 6 \r
select 7;
select 8 \p
;
\pset null x
\x
select 9 \gx
\timing off
\conninfo
select 11 \crosstabview
select 12, 13, 14 \crosstabview 1 2
select 15 \g
select 16;
\foo bar
select 17; \foo select 18;
select 19 \; select 20 \g
\q
select 21;
