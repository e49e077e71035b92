\set a 'x''y'
\set b 'back\\slash'
\set c 'select 1; select'
\set q '\'unbalanced'
select :'a', :'b', :"a", :{?a}, :{?zz}, ':a', ":a", $$ :a $$, $t$ :a $t$, a::text, x[1:2] ;
:c 2;
select :q';
\set r :r x
\set rec 'rec :rec'
select :rec;
select 1 \; select 2 \; select 3;
select '\:a', \:a, 1::int, :'nope', :"nope , :nope;
";
select :'a;
'
;
create function f() returns int language sql begin atomic select 1; select case when true then 2 end; end;
create or replace procedure p() begin atomic select 1; end;
create function g() returns int begin atomic; (select begin; end); end
;
create or function begin; select 1; end;
create rule r as on insert to t do also (insert into a values (1); insert into b values (2););
select 'a' 'b'
'c' /* x /* y */ z; */ -- c ; d
, $_$;$_$, $1, $a, a$b$c, 1$x$;$x$, 12e-- no
;
select 3 @-- c
-1;
select 1*/* c ; */2;
select U&'\0061;' uescape '!', u&"a;b", n'x;', b'01;', x'ff;', E'\';', e'\\';
select 1e--not a comment; 
;
select 1.e5, .5e-3, 1..2--c;
;
select E'abc\
def\'; ';
select 'a
 b

 c';
/* unended paren*/ ) ;
select (1;2);
set standard_conforming_strings = off; select 'a\'; ;
select 'a\'; ';
reset standard_conforming_strings;
select 'a\'; 
begin; set local standard_conforming_strings to off;
select 'b\'; ';
commit;
select 'b\'; 
select 1 -- trailing

-- more
  -- indented

;
