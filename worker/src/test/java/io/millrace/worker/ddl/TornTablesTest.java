package io.millrace.worker.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements void a table's full step when they fall between its chunks. */
class TornTablesTest {
  private static final String[] TABLES = {
    "CREATE TABLE t (id INT PRIMARY KEY, k VARCHAR(9) NOT NULL, b INT, UNIQUE u (b))",
    "CREATE TABLE nokey (k VARCHAR(9) NOT NULL, b INT, UNIQUE u (k))",
    "CREATE TABLE x (id INT PRIMARY KEY, k VARCHAR(9) NOT NULL, b INT)"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUNCATE t",
        "DROP TABLE x, t",
        "DROP DATABASE shop",
        "RENAME TABLE t TO y",
        "ALTER TABLE t RENAME TO y, ADD c INT",
        "ALTER TABLE t DROP PARTITION p",
        "ALTER TABLE t TRUNCATE PARTITION ALL",
        "ALTER TABLE t EXCHANGE PARTITION p WITH TABLE x",
        "ALTER TABLE x EXCHANGE PARTITION p WITH TABLE t",
        "ALTER TABLE t DISCARD TABLESPACE",
        "ALTER TABLE t IMPORT TABLESPACE",
        "ALTER TABLE t DISCARD PARTITION p TABLESPACE",
        "ALTER TABLE t IMPORT PARTITION p TABLESPACE",
        "ALTER TABLE t DROP PRIMARY KEY",
        "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (k)",
        "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, k)",
        "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (k(3))",
        "DROP INDEX `PRIMARY` ON t",
        "ALTER TABLE t MODIFY id BIGINT",
        "ALTER TABLE t DROP COLUMN id, ADD id INT PRIMARY KEY FIRST, MODIFY k INT, SOMETHING",
        "ALTER TABLE nokey MODIFY k VARCHAR(9) COLLATE utf8mb4_bin NOT NULL",
        "ALTER TABLE nokey CONVERT TO CHARACTER SET latin1",
        "ALTER TABLE nokey DROP KEY u",
        "ALTER TABLE nokey ADD PRIMARY KEY (b)",
        "ALTER TABLE nokey MODIFY k VARCHAR(9) NULL"
      })
  void tears(String sql) {
    assertThat(Following.after(TABLES).tears(sql)).as(sql).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE y (id INT)",
        "ALTER TABLE t ADD c INT FIRST",
        "ALTER TABLE t DROP COLUMN b",
        "ALTER TABLE t RENAME COLUMN id TO id2",
        "ALTER TABLE t CHANGE id other INT",
        "ALTER TABLE t ADD UNIQUE (k), DROP KEY u",
        "ALTER TABLE t MODIFY k VARCHAR(20) COLLATE latin1_bin NOT NULL",
        "ALTER TABLE t CONVERT TO CHARACTER SET latin1",
        "ALTER TABLE nokey ADD INDEX (k), ADD UNIQUE (b)",
        "CREATE UNIQUE INDEX v ON t (k)",
        "ALTER TABLE t ENGINE = InnoDB",
        "ALTER TABLE t REORGANIZE PARTITION p INTO (PARTITION q VALUES LESS THAN (3))",
        "ALTER TABLE t ADD PARTITION (PARTITION q VALUES LESS THAN (9))",
        "ALTER TABLE t REMOVE PARTITIONING",
        "ALTER DATABASE shop CHARACTER SET latin1",
        "CREATE VIEW v AS SELECT * FROM t"
      })
  void leavesWhole(String sql) {
    assertThat(Following.after(TABLES).tears(sql)).as(sql).isFalse();
  }
}
