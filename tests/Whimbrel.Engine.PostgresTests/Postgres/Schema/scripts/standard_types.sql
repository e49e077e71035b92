CREATE TABLE t (a int, b bigint, c smallint, d varchar(20), e varchar, f char(3), g char, h text, i bpchar, j numeric, k numeric(10), l numeric(10,2),
    n real, o double precision, p float(10), q float(30), r boolean, s date, t time, u time(3), v timetz, w timestamp, x timestamp(3), y timestamptz, z timestamp(2) with time zone);
