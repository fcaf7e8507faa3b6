-- Labels that information_schema shows as question marks: exact only with binlog_row_metadata = FULL.
CREATE TABLE wide_labels (id INT PRIMARY KEY, x ENUM('n', 'm'), e ENUM('😀', 'a?', 'b') CHARACTER SET utf8mb4, s SET('😀', '𠀀') CHARACTER SET gb18030, u ENUM('😀?') CHARACTER SET utf16, b ENUM('ü') CHARACTER SET binary);
INSERT INTO wide_labels VALUES (1, 1, 1, 3, 1, 1), (2, 2, 2, 1, 1, 1), (3, 1, 3, 0, 1, 1);
DELETE FROM wide_labels;
