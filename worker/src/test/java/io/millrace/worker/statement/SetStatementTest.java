package io.millrace.worker.statement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetStatementTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET STATEMENT max_statement_time=0 FOR TRUNCATE TABLE t",
        "-- it's\n/* FOR */ set\tstatement a='it''s FOR \\' x', b=@@c FOR TRUNCATE TABLE t",
        "SET STATEMENT a=SUBSTRING('x' FROM 1 FOR 1), `for`=\"FOR\" FOR TRUNCATE TABLE t",
        "SET STATEMENT a=1 FOR SET STATEMENT b=2 FOR TRUNCATE TABLE t",
        " TRUNCATE TABLE t"
      })
  void theStatementItselfRemains(String sql) {
    assertThat(SetStatement.behind(sql)).isEqualTo(" TRUNCATE TABLE t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SET STATEMENT",
        "SET @a = 1",
        "INSERT INTO t VALUES ('SET STATEMENT a=1 FOR TRUNCATE t')",
        "/* SET STATEMENT a=1 FOR */ TRUNCATE t"
      })
  void othersStayAsTheyAre(String sql) {
    assertThat(SetStatement.behind(sql)).isEqualTo(sql);
  }
}
