-- The sample shop: 6 tables, 300 000 rows in all, every kind of key and every column type of
-- MySQL 8.0, with NULLs, the edges of the types and text in many scripts. Every value follows from
-- the row's number, so that two runs make the same tables.

SET SESSION time_zone = '+00:00';

SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,ALLOW_INVALID_DATES';

SET SESSION cte_max_recursion_depth = 1000000;

-- Key: int.
CREATE TABLE customers (
  id int NOT NULL AUTO_INCREMENT,
  name varchar(80) NOT NULL,
  email varchar(120) DEFAULT NULL,
  country char(2) CHARACTER SET ascii NOT NULL,
  credit decimal(10,2) DEFAULT NULL,
  active boolean NOT NULL,
  registered datetime NOT NULL,
  notes text,
  PRIMARY KEY (id),
  UNIQUE KEY email (email)
) DEFAULT CHARSET = utf8mb4;

INSERT INTO customers (id, name, email, country, credit, active, registered, notes)
WITH RECURSIVE seq (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq WHERE n < 60000)
SELECT
  n,
  CONCAT(ELT(n MOD 6 + 1, 'Zoë Müller', '山田太郎', 'Ольга Петрова', 'O''Brien "Bob"', 'محمد', '😀 Smith'), ' ', n),
  IF(n MOD 10 = 0, NULL, CONCAT('customer', n, '@example.org')),
  ELT(n MOD 4 + 1, 'DE', 'JP', 'BR', 'US'),
  IF(n MOD 7 = 0, NULL, (CAST(CRC32(n) MOD 20000000 AS SIGNED) - 10000000) / 100),
  n MOD 3 = 0,
  '2015-01-01 00:00:00' + INTERVAL CRC32(n) MOD 300000000 SECOND,
  IF(n MOD 5 = 0, NULL, REPEAT(CONCAT('note ', MD5(n), '\n'), n MOD 4))
FROM seq;

-- Key: bigint unsigned, over the type's whole range.
CREATE TABLE orders (
  id bigint unsigned NOT NULL,
  customer int NOT NULL,
  placed timestamp(3) NOT NULL,
  total decimal(12,2) NOT NULL,
  state enum('new','paid','sent','back') NOT NULL DEFAULT 'new',
  comment varchar(200) DEFAULT NULL,
  PRIMARY KEY (id),
  KEY customer (customer)
) DEFAULT CHARSET = utf8mb4;

INSERT INTO orders (id, customer, placed, total, state, comment)
WITH RECURSIVE seq (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq WHERE n < 70000)
SELECT
  CASE n WHEN 1 THEN 0 WHEN 70000 THEN 18446744073709551615
    ELSE CAST(n AS UNSIGNED) * 263524915338707 END,
  n MOD 60000 + 1,
  '2020-03-29 00:59:59.001' + INTERVAL CRC32(n) MOD 100000000 SECOND + INTERVAL (n MOD 1000) * 1000 MICROSECOND,
  (CRC32(n + 1) MOD 10000000) / 100,
  n MOD 4 + 1,
  IF(n MOD 3 = 0, NULL, CONCAT('Bitte, später! ', SHA1(n)))
FROM seq;

-- Key: int and varchar together.
CREATE TABLE order_items (
  order_no int NOT NULL,
  sku varchar(24) NOT NULL,
  quantity smallint unsigned NOT NULL,
  price decimal(8,3) DEFAULT NULL,
  gift bit(1) NOT NULL,
  attributes json DEFAULT NULL,
  PRIMARY KEY (order_no, sku)
) DEFAULT CHARSET = utf8mb4;

INSERT INTO order_items (order_no, sku, quantity, price, gift, attributes)
WITH RECURSIVE seq (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq WHERE n < 90000)
SELECT
  n DIV 3 - 15000,
  ELT(n MOD 3 + 1, 'Ä-0001', 'sku', '日本-7'),
  CRC32(n) MOD 65536,
  IF(n MOD 11 = 0, NULL, (CRC32(n) MOD 10000000) / 1000),
  n MOD 2,
  IF(n MOD 4 = 0, NULL, JSON_OBJECT('n', n, 'colour', ELT(n MOD 3 + 1, 'grün', 'red', '青')))
FROM seq;

-- Key: varchar. Every column type.
CREATE TABLE products (
  sku varchar(40) NOT NULL,
  c_tinyint tinyint DEFAULT NULL,
  c_tinyint_unsigned tinyint unsigned DEFAULT NULL,
  c_boolean boolean DEFAULT NULL,
  c_smallint smallint DEFAULT NULL,
  c_smallint_unsigned smallint unsigned DEFAULT NULL,
  c_mediumint mediumint DEFAULT NULL,
  c_mediumint_unsigned mediumint unsigned DEFAULT NULL,
  c_int int DEFAULT NULL,
  c_int_unsigned int unsigned DEFAULT NULL,
  c_int_zerofill int(8) unsigned zerofill DEFAULT NULL,
  c_bigint bigint DEFAULT NULL,
  c_bigint_unsigned bigint unsigned DEFAULT NULL,
  c_bit_1 bit(1) DEFAULT NULL,
  c_bit_12 bit(12) DEFAULT NULL,
  c_bit_64 bit(64) DEFAULT NULL,
  c_decimal decimal(20,4) DEFAULT NULL,
  c_decimal_0 decimal(5,0) DEFAULT NULL,
  c_decimal_65 decimal(65,30) DEFAULT NULL,
  c_float float DEFAULT NULL,
  c_double double DEFAULT NULL,
  c_year year DEFAULT NULL,
  c_date date DEFAULT NULL,
  c_time time DEFAULT NULL,
  c_time_6 time(6) DEFAULT NULL,
  c_datetime datetime DEFAULT NULL,
  c_datetime_3 datetime(3) DEFAULT NULL,
  c_datetime_6 datetime(6) DEFAULT NULL,
  c_timestamp timestamp NULL DEFAULT NULL,
  c_timestamp_6 timestamp(6) NULL DEFAULT NULL,
  c_char char(20) DEFAULT NULL,
  c_varchar varchar(200) DEFAULT NULL,
  c_utf8mb3 varchar(40) CHARACTER SET utf8mb3 DEFAULT NULL,
  c_latin1 varchar(40) CHARACTER SET latin1 DEFAULT NULL,
  c_gbk varchar(40) CHARACTER SET gbk DEFAULT NULL,
  c_big5 varchar(40) CHARACTER SET big5 DEFAULT NULL,
  c_sjis varchar(40) CHARACTER SET sjis DEFAULT NULL,
  c_cp1251 varchar(40) CHARACTER SET cp1251 DEFAULT NULL,
  c_utf16 varchar(40) CHARACTER SET utf16 DEFAULT NULL,
  c_binary binary(16) DEFAULT NULL,
  c_varbinary varbinary(100) DEFAULT NULL,
  c_tinyblob tinyblob,
  c_blob blob,
  c_mediumblob mediumblob,
  c_longblob longblob,
  c_tinytext tinytext,
  c_text text CHARACTER SET latin1,
  c_mediumtext mediumtext,
  c_longtext longtext,
  c_json json DEFAULT NULL,
  c_enum enum('red','green, light','it''s','日本','') DEFAULT NULL,
  c_set set('a','b c','ü','d') DEFAULT NULL,
  c_geometry geometry DEFAULT NULL,
  c_point point DEFAULT NULL,
  c_linestring linestring DEFAULT NULL,
  c_polygon polygon DEFAULT NULL,
  c_multipoint multipoint DEFAULT NULL,
  c_multilinestring multilinestring DEFAULT NULL,
  c_multipolygon multipolygon DEFAULT NULL,
  c_geometrycollection geometrycollection DEFAULT NULL,
  c_stored int GENERATED ALWAYS AS (c_smallint * 2) STORED,
  c_virtual varchar(60) GENERATED ALWAYS AS (CONCAT('<', c_char, '>')) VIRTUAL,
  c_hidden varchar(20) DEFAULT NULL /*!80023 INVISIBLE */,
  PRIMARY KEY (sku)
) DEFAULT CHARSET = utf8mb4;

INSERT INTO products (
  sku, c_tinyint, c_tinyint_unsigned, c_boolean, c_smallint, c_smallint_unsigned, c_mediumint,
  c_mediumint_unsigned, c_int, c_int_unsigned, c_int_zerofill, c_bigint, c_bigint_unsigned,
  c_bit_1, c_bit_12, c_bit_64, c_decimal, c_decimal_0, c_decimal_65, c_float, c_double, c_year,
  c_date, c_time, c_time_6, c_datetime, c_datetime_3, c_datetime_6, c_timestamp, c_timestamp_6,
  c_char, c_varchar, c_utf8mb3, c_latin1, c_gbk, c_big5, c_sjis, c_cp1251, c_utf16, c_binary,
  c_varbinary, c_tinyblob, c_blob, c_mediumblob, c_longblob, c_tinytext, c_text, c_mediumtext,
  c_longtext, c_json, c_enum, c_set, c_geometry, c_point, c_linestring, c_polygon, c_multipoint,
  c_multilinestring, c_multipolygon, c_geometrycollection, c_hidden)
WITH RECURSIVE seq (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq WHERE n < 20000)
SELECT
  CASE n WHEN 1 THEN '' WHEN 2 THEN 'a' WHEN 3 THEN 'a ' WHEN 4 THEN 'a\t' WHEN 5 THEN 'Ärger'
    WHEN 6 THEN '日本語' WHEN 7 THEN '😀' WHEN 8 THEN 'quote''"\\`' WHEN 9 THEN 'straße'
    ELSE CONCAT('sku-', LPAD(n, 6, '0')) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN -128 WHEN 2 THEN 127 ELSE n MOD 100 - 50 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN 255 ELSE n MOD 200 END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE n MOD 2 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN -32768 WHEN 2 THEN 32767 ELSE n MOD 30000 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN 65535 ELSE n MOD 60000 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN -8388608 WHEN 2 THEN 8388607 ELSE -n END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN 16777215 ELSE n END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN -2147483648 WHEN 2 THEN 2147483647 ELSE -n END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN 4294967295 ELSE CRC32(n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN 4294967295 ELSE n END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN -9223372036854775807 - 1
    WHEN 2 THEN 9223372036854775807 ELSE -n * 1000000007 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN 18446744073709551615
    ELSE CAST(n AS UNSIGNED) * 900000000000001 END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE n MOD 2 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN 0 ELSE n MOD 4096 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN 18446744073709551615
    ELSE CAST(n AS UNSIGNED) * 900000000000001 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN -9999999999999999.9999
    WHEN 2 THEN 9999999999999999.9999 WHEN 3 THEN 0 WHEN 4 THEN -0.0001 ELSE n / 7 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN -99999 WHEN 2 THEN 99999 ELSE n END,
  CASE n MOD 9 WHEN 0 THEN NULL
    WHEN 1 THEN -99999999999999999999999999999999999.999999999999999999999999999999
    WHEN 2 THEN 99999999999999999999999999999999999.999999999999999999999999999999
    WHEN 3 THEN 0.000000000000000000000000000001 ELSE CAST(n AS DECIMAL(65,30)) / 7 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN -3.4028234e38 WHEN 2 THEN 1.17549435e-38
    WHEN 3 THEN 0 WHEN 4 THEN 16777217 ELSE n / 7 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN -1.7976931348623157e308
    WHEN 2 THEN 2.2250738585072014e-308 WHEN 3 THEN 0 WHEN 4 THEN 0.1e0 ELSE n / 7e0 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN 0 WHEN 2 THEN 2155 WHEN 3 THEN 1901
    ELSE 1950 + n MOD 100 END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '0000-00-00' WHEN 2 THEN '9999-12-31'
    WHEN 3 THEN '1000-01-01' WHEN 4 THEN '2021-00-00' WHEN 5 THEN '1582-10-10'
    ELSE DATE_FORMAT('1970-01-01' + INTERVAL n DAY, '%Y-%m-%d') END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '-838:59:59' WHEN 2 THEN '838:59:59'
    WHEN 3 THEN '-00:00:01' WHEN 4 THEN '00:00:00' ELSE SEC_TO_TIME(n * 13) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '-838:59:58.999999' WHEN 2 THEN '838:59:58.999999'
    WHEN 3 THEN '-00:00:00.000001' WHEN 4 THEN '100:00:00.5' ELSE SEC_TO_TIME(n * 13 + 0.25) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '0000-00-00 00:00:00' WHEN 2 THEN '9999-12-31 23:59:59'
    WHEN 3 THEN '1000-01-01 00:00:00'
    ELSE DATE_FORMAT('1970-01-01' + INTERVAL n * 54321 SECOND, '%Y-%m-%d %H:%i:%s') END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '0000-00-00 00:00:00' WHEN 2 THEN '9999-12-31 23:59:59.999'
    ELSE DATE_FORMAT('1970-01-01' + INTERVAL n * 54321 SECOND, '%Y-%m-%d %H:%i:%s.125') END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '0000-00-00 00:00:00.000000'
    WHEN 2 THEN '9999-12-31 23:59:59.999999' WHEN 3 THEN '2020-01-01 00:00:00.000001'
    ELSE DATE_FORMAT('1970-01-01' + INTERVAL n * 54321 SECOND, '%Y-%m-%d %H:%i:%s.654321') END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '0000-00-00 00:00:00' WHEN 2 THEN '2038-01-19 03:14:07'
    WHEN 3 THEN '1970-01-01 00:00:01' WHEN 4 THEN '2021-03-28 02:30:00'
    ELSE DATE_FORMAT('1990-01-01' + INTERVAL n * 4321 SECOND, '%Y-%m-%d %H:%i:%s') END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '0000-00-00 00:00:00.000000'
    WHEN 2 THEN '2038-01-19 03:14:07.999999' WHEN 3 THEN '1970-01-01 00:00:01.000001'
    ELSE DATE_FORMAT('1990-01-01' + INTERVAL n * 4321 SECOND, '%Y-%m-%d %H:%i:%s.000042') END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'trailing   ' ELSE CONCAT('ñandú ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'trailing   ' WHEN 3 THEN 'tab\tnl\nnul\0 back\\slash'
    WHEN 4 THEN REPEAT('長', 200) ELSE CONCAT('日本 😀 ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('übergroß 中 ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('déjà vu € ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('中文简体 ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('繁體中文 ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('カタカナ ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('Привет ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('utf16 😀 ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN 'ab' WHEN 2 THEN 'ab\0\0' ELSE UNHEX(MD5(n)) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'ab\0\0' ELSE UNHEX(SHA1(n)) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE UNHEX(MD5(n)) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN REPEAT(UNHEX(MD5(n)), 100)
    ELSE UNHEX(SHA1(n)) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE UNHEX(SHA1(n)) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE UNHEX(SHA1(n)) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('tiny ü ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('text ü ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN REPEAT('日', 500)
    ELSE CONCAT('medium 日 ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE CONCAT('long 😀 ', n) END,
  CASE n MOD 9 WHEN 0 THEN NULL WHEN 1 THEN CAST('null' AS JSON) WHEN 2 THEN CAST('[]' AS JSON)
    WHEN 3 THEN CAST('"text \\" ü"' AS JSON) WHEN 4 THEN CAST('1.0e10' AS JSON)
    WHEN 5 THEN JSON_ARRAY(CAST('2020-01-02' AS DATE), TIME '-12:00:00.5', 1.50, TRUE, NULL, UNHEX('00ff'))
    ELSE JSON_OBJECT('zz', n, 'b', JSON_ARRAY(1, 2.5, 'ü', NULL), 'a', JSON_OBJECT()) END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE n MOD 5 + 1 END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE n MOD 16 END,
  CASE n MOD 3 WHEN 0 THEN NULL WHEN 1 THEN ST_GeomFromText('POINT(1.5 -2.5)', 4326)
    ELSE ST_GeomFromText('LINESTRING(0 0,1 1)') END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE Point(n, -n / 3) END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE ST_GeomFromText('LINESTRING(0 0,1 1,2 5)') END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE ST_GeomFromText('POLYGON((0 0,4 0,4 4,0 4,0 0))') END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE ST_GeomFromText('MULTIPOINT((0 0),(1 1))') END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE ST_GeomFromText('MULTILINESTRING((0 0,1 1),(2 2,3 3))') END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))') END,
  CASE n MOD 9 WHEN 0 THEN NULL ELSE ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))') END,
  IF(n MOD 9 = 0, NULL, CONCAT('hidden ', n))
FROM seq;

-- Key: unique and NOT NULL instead of primary; enum, datetime, date, decimal and binary in it.
CREATE TABLE prices (
  region enum('west','east','north') NOT NULL,
  valid_from datetime(6) NOT NULL,
  valid_until date NOT NULL,
  step decimal(12,4) NOT NULL,
  id binary(16) NOT NULL,
  amount double DEFAULT NULL,
  remark varchar(60) CHARACTER SET latin1 DEFAULT NULL,
  UNIQUE KEY remark_may_be_null (remark),
  UNIQUE KEY price_step (region, valid_from, valid_until, step, id)
) DEFAULT CHARSET = utf8mb4;

INSERT INTO prices (region, valid_from, valid_until, step, id, amount, remark)
WITH RECURSIVE seq (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seq WHERE n < 20000)
SELECT
  n MOD 3 + 1,
  DATE_FORMAT('2019-12-31 23:59:59' + INTERVAL n DIV 40 DAY, '%Y-%m-%d %H:%i:%s.000500'),
  DATE_FORMAT('2020-02-28' + INTERVAL n DIV 20 DAY, '%Y-%m-%d'),
  (CAST(n MOD 10 AS SIGNED) - 5) * 1000.0001,
  UNHEX(MD5(n)),
  IF(n MOD 8 = 0, NULL, n / 3e0),
  IF(n MOD 2 = 0, NULL, CONCAT('prix modifié ', n))
FROM seq;

-- No key at all; each row is there twice.
CREATE TABLE clicks (
  at datetime(3) DEFAULT NULL,
  customer int DEFAULT NULL,
  page varchar(200) DEFAULT NULL,
  referrer varchar(200) DEFAULT NULL
) DEFAULT CHARSET = utf8mb4;

INSERT INTO clicks (at, customer, page, referrer)
WITH RECURSIVE seq (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM seq WHERE n < 40001)
SELECT
  '2024-01-01 00:00:00.250' + INTERVAL n DIV 2 SECOND,
  IF(n DIV 2 MOD 5 = 0, NULL, n DIV 2 MOD 60000),
  CONCAT('/product/', MD5(n DIV 2)),
  IF(n DIV 2 MOD 3 = 0, NULL, 'https://example.org/søk?q=日本')
FROM seq;
