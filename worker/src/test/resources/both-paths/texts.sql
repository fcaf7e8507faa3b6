CREATE TABLE chars (id INT PRIMARY KEY, c CHAR(5), c0 CHAR(0), big CHAR(255) CHARACTER SET utf8mb4, l CHAR(5) CHARACTER SET latin1, u16 CHAR(5) CHARACTER SET utf16, u32 CHAR(5) CHARACTER SET utf32, ucs CHAR(5) CHARACTER SET ucs2, le CHAR(5) CHARACTER SET utf16le, g CHAR(5) CHARACTER SET gbk, n NATIONAL CHAR(3), b CHAR(5) COLLATE utf8mb4_bin, c64 CHAR(64) CHARACTER SET utf8mb4, c128 CHAR(128) CHARACTER SET utf8mb4, c200 CHAR(200) CHARACTER SET utf8mb4);
INSERT INTO chars VALUES (1, 'a  ', '', 'b ', 'é ', 'a😀 ', 'a😀 ', 'ä ', 'a ', '中 ', 'ü', 'a', REPEAT('x', 64), REPEAT('ä', 128), REPEAT('😀', 200)), (2, '', '', '', '', '', '', '', '', '', '', '', '', '', ''), (3, '    ', '', REPEAT('😀', 255), '€', '😀', '😀', ' ', ' ', ' ', ' ', ' a', 'é', 'é ', 'é'), (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (5, 'abcde', NULL, REPEAT('y', 255), 'abcde', 'abcde', 'abcde', 'abcde', 'abcde', 'abcde', 'abc', 'abcde', 'a', 'a', 'a'), (6, 'a\t', '', 'a\n', 'a\0', 'a\0', 'a', 'a', 'a', 'a', 'a', 'a\0', '\0', ' \0', '\0 ');
UPDATE chars SET c = CONCAT(' ', LEFT(c, 3), ' '), l = 'x  ', u16 = ' ';
DELETE FROM chars;

CREATE TABLE varchars (id INT PRIMARY KEY, v VARCHAR(10), v63 VARCHAR(63) CHARACTER SET utf8mb4, v64 VARCHAR(64) CHARACTER SET utf8mb4, v255 VARCHAR(255) CHARACTER SET latin1, v256 VARCHAR(256) CHARACTER SET latin1, big VARCHAR(10000) CHARACTER SET utf8mb4, m3 VARCHAR(9) CHARACTER SET utf8mb3, sj VARCHAR(9) CHARACTER SET sjis, eu VARCHAR(9) CHARACTER SET euckr, gb VARCHAR(9) CHARACTER SET gb18030, k VARCHAR(9) CHARACTER SET koi8r, a VARCHAR(9) CHARACTER SET ascii, u VARCHAR(9) CHARACTER SET utf16, sw VARCHAR(9) CHARACTER SET swe7);
INSERT INTO varchars VALUES (1, 'a  ', 'ä', '😀', REPEAT('é', 255), REPEAT('é', 256), REPEAT('漢', 10000), '漢 ', 'ソ表', '한', '𠀀', 'Ж', 'a ', '😀 ', 'é'), (2, '', '', '', '', '', '', '', '', '', '', '', '', '', ''), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (4, ' ', REPEAT('😀', 63), REPEAT('😀', 64), 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x'), (5, '"\\\'\n', '\t', '\0', 'a', 'a', '\Z', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a');
UPDATE varchars SET v = CONCAT('"', v), big = REPEAT('z', 300);
DELETE FROM varchars;

CREATE TABLE long_texts (id INT PRIMARY KEY, t TINYTEXT, x TEXT, m MEDIUMTEXT, l LONGTEXT, x1 TEXT CHARACTER SET latin1, x16 TEXT CHARACTER SET utf16);
INSERT INTO long_texts VALUES (1, 'ä', 'b ', 'c', '😀', 'é', '😀'), (2, '', '', '', '', '', ''), (3, NULL, NULL, NULL, NULL, NULL, NULL), (4, REPEAT('a', 255), REPEAT('b', 65535), REPEAT('c', 70000), REPEAT('d', 200000), REPEAT('e', 300), REPEAT('f', 300));
UPDATE long_texts SET x = 'y', l = NULL;
DELETE FROM long_texts;

CREATE TABLE binaries (id INT PRIMARY KEY, b BINARY(4), b255 BINARY(255), b0 BINARY(0), v VARBINARY(4), v300 VARBINARY(300), tb TINYBLOB, bl BLOB, mb MEDIUMBLOB, lb LONGBLOB);
INSERT INTO binaries VALUES (1, x'00ff', x'ff', '', x'00', REPEAT(x'00', 300), x'00ff', x'', x'01', x'02'), (2, x'', x'', '', x'', x'', x'', x'', x'', x''), (3, x'00000000', x'00', '', x'00000000', x'20', x'20', x'00', x'00', x'00'), (4, x'ffffffff', REPEAT(x'ff', 255), '', x'ffffffff', REPEAT(x'ff', 300), REPEAT(x'ff', 255), REPEAT(x'00', 65535), REPEAT(x'61', 70000), REPEAT(x'62', 20000)), (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (6, x'20202020', x'2020', '', x'2020', x'2000', x'20', x'20', x'20', x'20'), (7, x'61200000', x'6100', '', x'6100', x'6100', x'00', x'00', x'00', x'00');
UPDATE binaries SET b = x'7f', b255 = CONCAT(x'00', b255), v = x'';
DELETE FROM binaries;

CREATE TABLE labels (id INT PRIMARY KEY, e ENUM('a', 'it''s, b', 'ü', ''), el ENUM('ü', 'b') CHARACTER SET latin1, eb ENUM('x', 'y') CHARACTER SET binary, s SET('x', 'ü', 'it''s'), sl SET('a', 'Ä') CHARACTER SET swe7, s64 SET('1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17','18','19','20','21','22','23','24','25','26','27','28','29','30','31','32','33','34','35','36','37','38','39','40','41','42','43','44','45','46','47','48','49','50','51','52','53','54','55','56','57','58','59','60','61','62','63','64'), eq ENUM('a\\b', 'c"d', '漢'), eg ENUM('中') CHARACTER SET gbk, eu ENUM('ß') CHARACTER SET utf16);
INSERT INTO labels VALUES (1, 'a', 'ü', 'x', 'x', 'a', '1', 1, 1, 1), (2, 'it''s, b', 'b', 'y', 'x,ü', 'a,Ä', '1,64', 2, 1, 1), (3, 0, 0, 0, 0, 0, 0, 3, 0, 0), (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (5, 'ü', 2, 2, 7, 3, 18446744073709551615, 0, 1, 1), (6, 4, 1, 1, 6, 2, 9223372036854775808, 1, 1, 1);
UPDATE labels SET e = 3, s = 5, s64 = 4294967296;
DELETE FROM labels;

CREATE TABLE many_labels (id INT PRIMARY KEY, s8 SET('a','b','c','d','e','f','g','h'), s9 SET('a','b','c','d','e','f','g','h','i'), s17 SET('1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17'), s25 SET('1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17','18','19','20','21','22','23','24','25'));
INSERT INTO many_labels VALUES (1, 255, 511, 131071, 33554431), (2, 128, 256, 65536, 16777216), (3, 0, 0, 0, 0), (4, 'a,c', 'i', '17,1', '25');
DELETE FROM many_labels;
