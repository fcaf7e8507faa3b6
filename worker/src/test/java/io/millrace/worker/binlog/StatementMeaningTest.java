package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.binlog.StatementMeaning.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementMeaningTest {
  private static StatementMeaning of(String sql) {
    return StatementMeaning.of(new QueryEvent("shop", sql, 1, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BEGIN | BEGIN",
        "COMMIT | COMMIT",
        "ROLLBACK | ROLLBACK",
        "rollback to `s` | PARTIAL_ROLLBACK",
        "ROLLBACK TO SAVEPOINT s | PARTIAL_ROLLBACK",
        "SAVEPOINT `s` | NEUTRAL",
        "XA END X'61',X'',1 | NEUTRAL",
        "UPDATE t SET a = 1 | CHANGE",
        "(SELECT f()) | CHANGE",
        "UPDATE`t`SET a = 1 | CHANGE",
        "/*!50000 DELETE*/ FROM t | CHANGE",
        "SET STATEMENT a = ' FOR x' FOR INSERT INTO t VALUES (1) | CHANGE",
        "SET STATEMENT max_statement_time=0 FOR TRUNCATE TABLE t | OTHER",
        "CREATE TABLE begin_all (a INT) | OTHER",
        "BEGINNING | OTHER",
        "# note | OTHER",
        "/* open | OTHER",
      })
  void kinds(String sql, Kind kind) {
    assertThat(of(sql).kind()).isEqualTo(kind);
  }

  @Test
  void commentsBeforeAStatement() {
    assertThat(of("/* by\n a tool */ -- who\n  insert into t values (1)").kind())
        .isEqualTo(Kind.CHANGE);
    assertThat(of("#x\n/*y*/ALTER TABLE t ADD a INT").kind()).isEqualTo(Kind.OTHER);
  }

  @Test
  void whatNeverEndsIsLookedThroughAllTheSame() {
    assertThat(of("\n ( /**/".repeat(50_000) + "DELETE FROM t").kind()).isEqualTo(Kind.CHANGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X'61',X'',1", "x'61', x'' , 1", "X'61',X'',1 ONE PHASE"})
  void theEndsOfAnXaTransactionNameItAlike(String xid) {
    String name = "x'61',x'',1";
    assertThat(of("XA START " + xid)).isEqualTo(new StatementMeaning(Kind.XA_START, name));
    assertThat(of("XA COMMIT " + xid)).isEqualTo(new StatementMeaning(Kind.XA_COMMIT, name));
    assertThat(of("xa rollback " + xid)).isEqualTo(new StatementMeaning(Kind.XA_ROLLBACK, name));
  }

  @Test
  void anotherFormOfNameIsKept() {
    assertThat(of("XA COMMIT 'Some'").rest()).isEqualTo("'Some'");
  }
}
