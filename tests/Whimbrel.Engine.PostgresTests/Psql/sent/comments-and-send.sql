-- lead
/* c1 */ -- x
select 1 -- in

  , 2 -- tail

;;
select 3; ; /* only */
select E'a'
'b\'; select 4;
select 5 \g;
select 6
\g
\g
select 7 \gset
\echo hi
select 8
\echo mid
 , 9;
select 10 \g
select 11
   \g

select 12 \q
