create temp table c (a text, b text);
copy c (a, b) from stdin with (format csv);
a,"b
\.
c (a) from stdin;
copy c from stdin delimiter ',' \; copy c (a) from stdin \; select 1;
a,b
\.
x
y
\.
COPY "c" FROM STDIN
;
1	2
\.x	2
\\.	3
\.
copy /* hi */ pg_temp.c -- x
(b) from stdout; select 'after', '
x
\.
multi'; select 3;
\copy c from stdin csv
1,2
\.
\copy c ( a ,b ) from 'data/data.csv' (format csv)
\copy "c"(a) from 'data/data.txt' ;
copy (select 1) to stdout;
copy c to stdout;
\echo done
copy c from stdin \g
1	2
\.
\set v 'copy c from stdin; select 4;'
:v select 5;
1	4
\.
select 6;
copy c from stdin;
1	2
