select 20;
select 21