-- Sessions may send JSON updates as differences.
CREATE TABLE partials (id INT PRIMARY KEY, k JSON, n INT, j JSON);
INSERT INTO partials VALUES (1, '{"z": 1}', 1, CONCAT('{"a": [1, 2.5, {"b": "x"}], "odd key\\"": 1, "n": null, "pad": "', REPEAT('p', 500), '"}')), (2, NULL, 2, CONCAT('{"list": [1, 2, 3], "o": {}, "pad": "', REPEAT('q', 70000), '"}')), (3, '[]', 3, NULL);
SET binlog_row_value_options = PARTIAL_JSON;
UPDATE partials SET j = JSON_SET(j, '$.a[1]', 'new', '$.a[2].b', 3.0) WHERE id = 1;
UPDATE partials SET j = JSON_SET(j, '$."odd key\\""', JSON_OBJECT('k', CAST('2024-01-01' AS DATE)), '$.bb', 'added', '$.b', 1) WHERE id = 1;
UPDATE partials SET j = JSON_REMOVE(j, '$.n', '$.a[0]') WHERE id = 1;
UPDATE partials SET j = JSON_SET(j, '$.list[3]', 'end', '$.list[0]', JSON_ARRAY(1, JSON_OBJECT())), n = n + 1 WHERE id = 2;
UPDATE partials SET j = JSON_REPLACE(j, '$.pad', 'short'), k = JSON_ARRAY_APPEND(COALESCE(k, '[]'), '$', 1);
UPDATE partials SET n = n + 1;
UPDATE partials SET j = JSON_REPLACE(j, '$.none', 1), k = JSON_SET(k, '$[0]', 'ü😀') WHERE id < 3;
UPDATE partials SET j = JSON_OBJECT('whole', TRUE);
DELETE FROM partials;
SET binlog_row_value_options = '';
