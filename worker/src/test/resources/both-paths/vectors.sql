-- MySQL 9 and later.
DROP TABLE IF EXISTS vectors;
CREATE TABLE vectors (id INT PRIMARY KEY, v VECTOR(3), w VECTOR, big VECTOR(16383), note VARCHAR(9));
INSERT INTO vectors VALUES (1, TO_VECTOR('[1,2,3.5]'), NULL, NULL, 'a'), (2, NULL, STRING_TO_VECTOR('[-0.0,1e-37,3.4e38]'), NULL, NULL), (3, x'00000080', x'ffff7f7f', NULL, 'ü'), (4, TO_VECTOR('[0,0,0]'), TO_VECTOR('[32,32,0.1]'), NULL, '');
INSERT INTO vectors VALUES (5, TO_VECTOR('[1]'), UNHEX(REPEAT('0000803F', 2048)), UNHEX(REPEAT('CDCC4C3E', 16383)), 'largest');
UPDATE vectors SET note = 'same' WHERE id IN (1, 5);
UPDATE vectors SET v = TO_VECTOR('[9]'), w = v WHERE id <= 2;
UPDATE vectors SET id = id + 100 WHERE id = 3;
ALTER TABLE vectors ADD COLUMN x VECTOR(2) FIRST;
UPDATE vectors SET x = TO_VECTOR('[0.1,-7]') WHERE id = 4;
DELETE FROM vectors WHERE id < 5;
