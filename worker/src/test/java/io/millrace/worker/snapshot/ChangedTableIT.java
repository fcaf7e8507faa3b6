package io.millrace.worker.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.chunk.PlannedSource;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to the table or the server while the table is copied. */
class ChangedTableIT {
  private static SourceFixture source;
  private PlannedSource plan;

  @BeforeAll
  static void start() throws SQLException {
    source = new SourceFixture();
  }

  @AfterAll
  static void stop() throws SQLException {
    source.close();
  }

  @BeforeEach
  void table() throws SQLException {
    source.sql(
        "DROP TABLE IF EXISTS t, t2",
        "CREATE TABLE IF NOT EXISTS t0 (id INT PRIMARY KEY)",
        "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(99))",
        "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')");
    plan = source.plan("t");
    assertThat(source.read(plan, source.cut(plan, 2).get(0), "id")).containsExactly("1", "2");
  }

  /** The second chunk notices, whatever was done between the two and however fast. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRUNCATE TABLE t | TABLE_CHANGED",
        "ALTER TABLE t ADD COLUMN w INT | TABLE_CHANGED",
        "ALTER TABLE t DROP COLUMN v | TABLE_CHANGED",
        "ALTER TABLE t RENAME COLUMN v TO w | TABLE_CHANGED",
        "ALTER TABLE t ENGINE = InnoDB | TABLE_CHANGED",
        "RENAME TABLE t TO t2 | TABLE_MISSING",
        "DROP TABLE t | TABLE_MISSING",
        "DROP TABLE t; CREATE TABLE t LIKE t0 | TABLE_CHANGED",
        "CREATE TABLE t2 LIKE t; RENAME TABLE t TO t3, t2 TO t; DROP TABLE t3 | TABLE_CHANGED",
      })
  void betweenChunks(String change, ErrorCode code) throws SQLException {
    List<KeyRange> ranges = source.cut(plan, 2);
    source.sql(change.split(";"));
    assertThatThrownBy(() -> source.read(plan, ranges.get(1), "id"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("`shop`.`t`")
        .extracting(e -> ((MillraceException) e).code())
        .isEqualTo(code);
  }

  @Test
  void newRowsAndNumbersAreNoChange() throws SQLException {
    source.sql("INSERT INTO t (v) VALUES ('e')", "DELETE FROM t WHERE id = 3");
    assertThat(source.read(plan, source.cut(plan, 2).get(1), "id")).containsExactly("4");
  }

  @Test
  void theViewStaysWhileRowsChange() throws SQLException {
    String columns = SourceFixture.selectList(plan.definition());
    try (ChunkView view = source.reader().open(plan.definition(), plan.min(), columns)) {
      source.sql("UPDATE t SET v = 'changed'", "DELETE FROM t WHERE id = 2");
      StringBuilder seen = new StringBuilder();
      view.read(
          new KeyRange(null, plan.max()),
          row -> {
            seen.append(SourceFixture.text(row, 1));
            return true;
          });
      assertThat(seen.toString()).isEqualTo("abcd");
      assertThat(view.gtidExecuted()).startsWith(view.serverUuid() + ":1-");
      assertThat(view.binlogEnd()).matches(".+\\.[0-9]{6}:[0-9]+");
      assertThat(view.sourceEpochSeconds()).isGreaterThan(1_600_000_000L);
    }
  }

  /** 60 MB remain when the visitor stops at the third row; the view stays usable. */
  @Test
  void anEarlyStopReadsNoMoreAndKeepsTheView() throws SQLException {
    source.sql("ALTER TABLE t MODIFY v MEDIUMTEXT", "UPDATE t SET v = REPEAT('x', 1000000)");
    for (int i = 0; i < 4; i++) {
      source.sql("INSERT INTO t (v) SELECT v FROM t");
    }
    plan = source.plan("t");
    String columns = SourceFixture.selectList(plan.definition());
    AtomicInteger rows = new AtomicInteger();
    try (ChunkView view = source.reader().open(plan.definition(), plan.min(), columns)) {
      KeyRange all = new KeyRange(null, plan.max());
      ReadResult first = view.read(all, row -> rows.incrementAndGet() < 3);
      assertThat(first.stopped()).isTrue();
      assertThat(first.reached().toString()).isEqualTo("[3]");
      ReadResult rest = view.read(new KeyRange(first.reached(), plan.max()), row -> true);
      assertThat(rest.rows()).isEqualTo(61);
      view.verifyUnchanged();
    }
  }

  @Test
  void aDeadConnectionIsReplaced() throws SQLException {
    String columns = SourceFixture.selectList(plan.definition());
    List<String> others = connections();
    try (ChunkReader reader = new ChunkReader(source.server())) {
      reader.open(plan.definition(), plan.min(), columns).close();
      List<String> own = connections();
      own.removeAll(others);
      assertThat(own).isNotEmpty();
      for (String id : own) {
        source.sql("KILL " + id);
      }
      try (ChunkView view = reader.open(plan.definition(), plan.min(), columns)) {
        AtomicInteger rows = new AtomicInteger();
        view.read(new KeyRange(null, plan.max()), row -> rows.incrementAndGet() > 0);
        assertThat(rows).hasValue(4);
      }
    }
  }

  private static List<String> connections() throws SQLException {
    return source.column("SELECT ID FROM information_schema.PROCESSLIST");
  }

  @Test
  void withoutPrivilegesForTheBinlogItsPlacesAreEmpty() throws SQLException {
    source.sql(
        "DROP USER IF EXISTS reader",
        "CREATE USER reader IDENTIFIED BY 'secret-1'",
        "GRANT SELECT ON shop.* TO reader");
    String columns = SourceFixture.selectList(plan.definition());
    try (ChunkReader reader = new ChunkReader(source.server("reader", "secret-1"));
        ChunkView view = reader.open(plan.definition(), plan.min(), columns)) {
      assertThat(view.binlogEnd()).isEmpty();
      assertThat(view.gtidExecuted()).isNotEmpty();
      view.verifyUnchanged();
    }
  }

  @Test
  void aWrongPasswordIsNamedAndNeverShown() {
    assertThatThrownBy(() -> source.server("root", "secret-2").open())
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("127.0.0.1:" + source.mysql().port())
        .hasMessageContaining("'root'")
        .hasMessageNotContaining("secret-2")
        .extracting(e -> ((MillraceException) e).code())
        .isEqualTo(ErrorCode.SOURCE_LOGIN_REFUSED);
  }
}
