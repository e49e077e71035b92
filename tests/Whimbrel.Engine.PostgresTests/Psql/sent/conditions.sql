\set t true
\if :t
select 'yes';
\else
select 'no';
\endif
select 1
\if false
 , (( 2
\else
 , 3
\endif
 , 4;
\if false
select 'never
\endif
';
select ( ( 5;
\elif 1
select 6 \else select 7; \endif select 8;
\if yes \if of select 9; \elif on select 10; \else select 11; \endif \else \if 1 select 12; \endif \endif
select 13;
\if :{?nope} 
\set x 1
\copy t from stdin
\! ls
\g foo
\elif :{?t}
select :t;
\endif
\if tru \\ select 14; \endif
\if :undefined
select 15;
\endif
\if falsee
select 16;
\endif
select 1
\if t
,
\endif
2;
