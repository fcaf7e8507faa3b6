package io.millrace.worker.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DdlWordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE t ADD a INT",
        "/* x */ alter -- y\n table t",
        "/*!50001 CREATE TABLE t (a INT) */",
        "CREATE UNIQUE INDEX i ON t (a)",
        "TRUNCATE t",
        "# c\nDROP TABLES t",
        "DROP SCHEMA x",
        "RENAME TABLE a TO b",
        "IMPORT TABLE FROM 'x.sdi'",
        "CREATE OR REPLACE TABLE t (a INT)",
        "CREATE OR REPLACE UNIQUE INDEX i ON t (a)",
        "/*M!100301 DROP TABLE t */"
      })
  void mayConcernTables(String sql) {
    assertThat(DdlWords.of(sql).mayConcernTables()).as(sql).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "BEGIN",
        "-- ALTER TABLE t",
        "/* ALTER TABLE t DROP a */ INSERT INTO t VALUES (1)",
        "CREATE DEFINER=`a`@`b` PROCEDURE p() DROP TABLE t",
        "CREATE OR REPLACE VIEW v AS SELECT 1",
        "ALTER USER x IDENTIFIED BY 'ALTER TABLE'",
        "DROP TRIGGER t",
        "CREATE TEMPORARY TABLE t (a INT)",
        "RENAME USER a TO b",
        "'unfinished ALTER TABLE",
        "`ALTER` TABLE t"
      })
  void concernsNone(String sql) {
    assertThat(DdlWords.of(sql).mayConcernTables()).as(sql).isFalse();
  }
}
