CREATE TABLE t (a interval, b interval(3), c interval year to month, d interval day to second(2), e bit, f bit(5), g bit varying, h varbit(7), i uuid, j json, k jsonb, l bytea,
    m inet, n cidr, o macaddr, p xml, q money, r "char", s name, t oid, u regclass, v int4range, w tstzrange, x point, y tsvector, z tsquery, aa pg_lsn, ab interval second(1), ac interval hour);
