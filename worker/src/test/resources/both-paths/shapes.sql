CREATE TABLE geometries (id INT PRIMARY KEY, g GEOMETRY, p POINT SRID 4326, l LINESTRING, a POLYGON, mp MULTIPOINT, ml MULTILINESTRING, ma MULTIPOLYGON, c GEOMETRYCOLLECTION);
INSERT INTO geometries VALUES (1, ST_GeomFromText('POINT(1 2)'), ST_GeomFromText('POINT(1 2)', 4326), ST_GeomFromText('LINESTRING(0 0, 1 1)'), ST_GeomFromText('POLYGON((0 0, 1 0, 1 1, 0 0))'), ST_GeomFromText('MULTIPOINT(0 0, 1 1)'), ST_GeomFromText('MULTILINESTRING((0 0, 1 1))'), ST_GeomFromText('MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))'), ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (3, ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2))', 3857), NULL, NULL, NULL, NULL, NULL, NULL, NULL);
UPDATE geometries SET g = ST_GeomFromText('POINT(3 4)', 4326);
DELETE FROM geometries;

CREATE TABLE computed (id INT PRIMARY KEY, a INT, v INT AS (a * 2) VIRTUAL, s VARCHAR(20) AS (CONCAT('s', a)) STORED, i INT INVISIBLE DEFAULT 7, w JSON AS (JSON_OBJECT('a', a)) VIRTUAL, KEY f ((a + 1)), KEY vk (v));
INSERT INTO computed (id, a) VALUES (1, 1), (2, NULL), (3, -5);
UPDATE computed SET a = a + 1;
DELETE FROM computed;

CREATE TABLE altered (id INT PRIMARY KEY, a INT, z INT);
INSERT INTO altered VALUES (1, 1, 1);
ALTER TABLE altered ADD COLUMN b BIGINT UNSIGNED DEFAULT 18446744073709551615, ADD COLUMN first_one CHAR(3) DEFAULT 'x ' FIRST, DROP COLUMN z, ALGORITHM = INSTANT;
INSERT INTO altered (id, a) VALUES (2, 2);
UPDATE altered SET a = 9;
DELETE FROM altered;

CREATE TABLE partitioned (id INT, p INT, t VARCHAR(9), PRIMARY KEY (id, p)) PARTITION BY HASH (p) PARTITIONS 3;
INSERT INTO partitioned VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, NULL);
UPDATE partitioned SET p = p + 1;
DELETE FROM partitioned;

CREATE TABLE `o``dd näme. x` (id INT PRIMARY KEY, `c``ol "ü.` INT);
INSERT INTO `o``dd näme. x` VALUES (1, 1);
UPDATE `o``dd näme. x` SET `c``ol "ü.` = NULL;
DELETE FROM `o``dd näme. x`;
