-- # Columns: another type

ALTER TABLE tree ALTER COLUMN id TYPE bigint

ALTER TABLE tree ALTER COLUMN parent_id TYPE bigint

ALTER TABLE lone ALTER COLUMN a TYPE bigint

ALTER TABLE lone ALTER COLUMN a TYPE integer

ALTER TABLE lone ALTER COLUMN a TYPE text

ALTER TABLE lone ALTER COLUMN a TYPE integer USING a + 1

ALTER TABLE lone ALTER COLUMN b TYPE varchar(40)

ALTER TABLE lone ALTER COLUMN b TYPE varchar

ALTER TABLE customers ALTER COLUMN code TYPE varchar(20)

ALTER TABLE customers ALTER COLUMN code TYPE varchar(5)

ALTER TABLE customers ALTER COLUMN code TYPE varchar

ALTER TABLE customers ALTER COLUMN code TYPE text

ALTER TABLE customers ALTER COLUMN code TYPE text USING code

ALTER TABLE customers ALTER COLUMN code TYPE text USING code::text

ALTER TABLE customers ALTER COLUMN code TYPE text USING upper(code)

ALTER TABLE customers ALTER COLUMN code TYPE varchar(10) COLLATE "C"

ALTER TABLE customers ALTER COLUMN code TYPE varchar(20) COLLATE "POSIX"

ALTER TABLE customers ALTER COLUMN fixed TYPE char(10)

ALTER TABLE customers ALTER COLUMN fixed TYPE text

ALTER TABLE customers ALTER COLUMN amount TYPE numeric(12,2)

ALTER TABLE customers ALTER COLUMN amount TYPE numeric

ALTER TABLE customers ALTER COLUMN amount TYPE numeric(12,4)

ALTER TABLE customers ALTER COLUMN amount TYPE numeric(8,2)

ALTER TABLE customers ALTER COLUMN at TYPE timestamptz

ALTER TABLE customers ALTER COLUMN attz TYPE timestamp

ALTER TABLE customers ALTER COLUMN attz TYPE timestamp USING attz AT TIME ZONE 'UTC'

ALTER TABLE customers ALTER COLUMN exact TYPE timestamp

ALTER TABLE customers ALTER COLUMN exact TYPE timestamp(3)

ALTER TABLE customers ALTER COLUMN exact TYPE timestamp(6)

ALTER TABLE customers ALTER COLUMN secs TYPE time(6)

ALTER TABLE customers ALTER COLUMN secs TYPE time

ALTER TABLE customers ALTER COLUMN span TYPE interval(3)

ALTER TABLE customers ALTER COLUMN span TYPE interval day to second

ALTER TABLE customers ALTER COLUMN born TYPE timestamp

ALTER TABLE customers ALTER COLUMN net TYPE inet

ALTER TABLE customers ALTER COLUMN bits TYPE varbit(16)

ALTER TABLE customers ALTER COLUMN bits TYPE varbit

ALTER TABLE customers ALTER COLUMN data TYPE jsonb

ALTER TABLE customers ALTER COLUMN data TYPE text

ALTER TABLE customers ALTER COLUMN small TYPE integer

ALTER TABLE moods ALTER COLUMN word TYPE text

ALTER TABLE moods ALTER COLUMN score TYPE integer

ALTER TABLE moods ALTER COLUMN mood TYPE text

ALTER TABLE lone ALTER COLUMN a TYPE positive

ALTER TABLE lone ALTER COLUMN b TYPE word

ALTER TABLE lone ALTER COLUMN a TYPE bigint, ALTER COLUMN b TYPE varchar(20)

ALTER TABLE lone ALTER COLUMN b DROP DEFAULT, ALTER COLUMN b TYPE integer USING 1, ALTER COLUMN b SET DEFAULT 2

ALTER TABLE orders ALTER COLUMN note TYPE text

ALTER TABLE items ALTER COLUMN order_id TYPE integer

ALTER TABLE readers ALTER COLUMN id TYPE bigint

ALTER TABLE events ALTER COLUMN customer_id TYPE bigint

ALTER TABLE checked ALTER COLUMN a TYPE bigint

ALTER TABLE checked ALTER COLUMN b TYPE text

ALTER TABLE checked ALTER COLUMN c TYPE varchar(30)

ALTER TABLE checked ALTER COLUMN c TYPE integer USING 1

ALTER TABLE orders ALTER COLUMN number TYPE bigint

ALTER TABLE events ALTER COLUMN kind TYPE bigint

ALTER TABLE animals ALTER COLUMN id TYPE bigint

ALTER TABLE animals ALTER COLUMN name TYPE varchar

ALTER TABLE keyed ALTER COLUMN note TYPE varchar(100)

ALTER TABLE parents ALTER COLUMN id TYPE bigint

ALTER TABLE parents ALTER COLUMN code TYPE varchar(30)

ALTER TABLE fellows ALTER COLUMN code TYPE varchar(30)

ALTER TABLE fellows ALTER COLUMN parent_id TYPE bigint

ALTER TABLE kept ALTER COLUMN id TYPE bigint

ALTER TABLE kept ALTER COLUMN tags TYPE text[]

ALTER TABLE kept ALTER COLUMN words TYPE varchar(20)[]

ALTER TABLE kept ALTER COLUMN words TYPE text[]

ALTER TABLE kept ALTER COLUMN old TYPE integer

ALTER TABLE kept ALTER COLUMN old TYPE oid

ALTER TABLE kept ALTER COLUMN num TYPE numeric(10,2)

ALTER TABLE kept ALTER COLUMN num TYPE integer

ALTER TABLE kept ALTER COLUMN span TYPE interval

ALTER TABLE kept ALTER COLUMN bits TYPE bit(16)

ALTER TABLE kept ALTER COLUMN bits TYPE varbit

ALTER TABLE kept ALTER COLUMN real TYPE double precision

ALTER TABLE kept ALTER COLUMN label TYPE varchar(40) USING label::varchar(40)

ALTER TABLE kept ALTER COLUMN label TYPE varchar(40)

ALTER TABLE kept ALTER COLUMN label TYPE varchar(40), ALTER COLUMN num TYPE numeric(20,2)

ALTER TABLE kept ALTER COLUMN label TYPE varchar(5) USING substr(label, 1, 5)

ALTER TABLE kept ALTER COLUMN label TYPE char(40)

ALTER TABLE kept ALTER COLUMN label TYPE bpchar

ALTER TABLE kept ALTER COLUMN label TYPE word

ALTER TABLE kept ALTER COLUMN moment TYPE timestamptz(3)

ALTER TABLE kept ALTER COLUMN moment TYPE date

ALTER TABLE kept ALTER COLUMN mark TYPE name

ALTER TABLE dogs ALTER COLUMN breed TYPE varchar
