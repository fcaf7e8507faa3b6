package io.millrace.worker.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.snapshot.ChunkReader;
import io.millrace.worker.snapshot.ChunkView;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a window holds, with writes at exactly the points between the steps of opening a view. */
@Timeout(60)
class WindowIT {
  private static SourceFixture source;
  private static WindowReader windows;
  private static ChunkReader reader;
  private static final Map<Failpoint, List<String>> WRITES = new EnumMap<>(Failpoint.class);

  private PlannedSource plan;

  @BeforeAll
  static void start() throws SQLException {
    source = new SourceFixture();
    windows = windows(WindowLimits.defaults());
    reader = new ChunkReader(source.server(), Failpoints.of(WindowIT::write));
  }

  @AfterAll
  static void stop() throws SQLException {
    reader.close();
    source.close();
  }

  private static WindowReader windows(WindowLimits limits) {
    return new WindowReader(
        source.source(source.mysql().user()), source.mysql().password(), 4_000_000_007L, limits);
  }

  private static void write(Failpoint point) {
    List<String> statements = WRITES.remove(point);
    if (statements != null) {
      try {
        source.sql(statements.toArray(String[]::new));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @BeforeEach
  void table() throws SQLException {
    WRITES.clear();
    source.sql(
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
        "INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)");
    plan = source.plan("t");
  }

  private static void at(Failpoint point, String... statements) {
    WRITES.put(point, List.of(statements));
  }

  /** What a chunk over the whole table copies; the rows that its window touches are left out. */
  private record Copied(List<String> rows, List<String> leftOut, WindowRead read) {
    Window window() {
      return ((WindowRead.Found) read).window();
    }

    WindowRead.Again again() {
      return (WindowRead.Again) read;
    }
  }

  private Copied copy() {
    return copy(windows);
  }

  private Copied copy(WindowReader with) {
    List<String> rows = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    String columns = SourceFixture.selectList(plan.definition());
    try (ChunkView view = reader.open(plan.definition(), plan.min(), columns)) {
      WindowRead read =
          with.read(
              plan.definition(), view.isNamedWithoutCase(), view.gtidExecuted(), view.binlogEnd());
      if (read instanceof WindowRead.Found found) {
        KeyRange range = plan.max() == null ? KeyRange.whole() : new KeyRange(null, plan.max());
        view.read(
            range,
            row -> {
              String text = SourceFixture.text(row, 0) + "=" + SourceFixture.text(row, 1);
              (found.window().touches(row) ? leftOut : rows).add(text);
              return true;
            });
      }
      return new Copied(rows, leftOut, read);
    }
  }

  @Test
  void rowsTouchedInTheWindowAreLeftOutAndNothingElse() {
    at(Failpoint.BEFORE_L, "UPDATE t SET v = 1 WHERE id = 1");
    at(Failpoint.AFTER_L, "UPDATE t SET v = 2 WHERE id = 2");
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 3 WHERE id = 3");
    at(Failpoint.AFTER_F, "UPDATE t SET v = 4 WHERE id = 4");
    Copied copied = copy();
    assertThat(copied.rows()).containsExactly("1=1", "4=0", "5=0", "6=0");
    assertThat(copied.leftOut()).containsExactly("2=2", "3=0");
    assertThat(copied.window().gtids()).hasSize(2);
    assertThat(copied.window().keys()).isEqualTo(2);
  }

  @Test
  void insertsDeletesAndKeyChanges() {
    at(
        Failpoint.AFTER_L,
        "INSERT INTO t VALUES (0, 2), (7, 2)",
        "UPDATE t SET id = -2 WHERE id = 2");
    at(Failpoint.VIEW_OPEN, "DELETE FROM t WHERE id = 3", "UPDATE t SET id = -4 WHERE id = 4");
    Copied copied = copy();
    assertThat(copied.rows()).containsExactly("1=0", "5=0", "6=0");
    assertThat(copied.leftOut()).containsExactly("3=0", "4=0");
    assertThat(copied.window().keys()).isEqualTo(7);
  }

  @Test
  void otherTablesAreNotTouched() throws SQLException {
    source.sql("CREATE TABLE IF NOT EXISTS T (id INT PRIMARY KEY, v INT)", "DELETE FROM T");
    at(Failpoint.AFTER_L, "INSERT INTO T VALUES (1, 1)");
    at(Failpoint.VIEW_OPEN, "CREATE TABLE other (id INT PRIMARY KEY)", "DROP TABLE other");
    Copied copied = copy();
    assertThat(copied.leftOut()).isEmpty();
    assertThat(copied.window().gtids()).isEmpty();
  }

  @Test
  void aQuietSourceIsConnectedToOnce() {
    WindowReader fresh = windows(WindowLimits.defaults());
    for (int i = 0; i < 5; i++) {
      assertThat(copy(fresh).rows()).hasSize(6);
    }
    assertThat(fresh.connections()).isEqualTo(1);
    at(Failpoint.BEFORE_L, "UPDATE t SET v = 1 WHERE id = 1");
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 1 WHERE id = 6");
    assertThat(copy(fresh).leftOut()).containsExactly("6=0");
    assertThat(fresh.connections()).isEqualTo(2);
    assertThat(copy(fresh).leftOut()).isEmpty();
    assertThat(fresh.connections()).isEqualTo(2);
  }

  @Test
  void overNewFilesAndPurgedOnes() {
    at(Failpoint.AFTER_L, "UPDATE t SET v = 2 WHERE id = 2", "FLUSH BINARY LOGS");
    at(Failpoint.VIEW_OPEN, "FLUSH BINARY LOGS");
    assertThat(copy().leftOut()).containsExactly("2=2");
    at(Failpoint.BEFORE_L, "FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 3 WHERE id = 3", "FLUSH BINARY LOGS");
    assertThat(copy().leftOut()).containsExactly("3=0");
    at(Failpoint.BEFORE_L, "FLUSH BINARY LOGS", "PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY");
    at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 4 WHERE id = 4");
    assertThat(copy().leftOut()).containsExactly("4=0");
  }

  @Test
  void compressedTransactions() {
    at(
        Failpoint.VIEW_OPEN,
        "SET binlog_transaction_compression = ON",
        "BEGIN",
        "UPDATE t SET v = 3 WHERE id = 3",
        "UPDATE t SET v = 3 WHERE id = 4",
        "COMMIT",
        "SET binlog_transaction_compression = OFF");
    assertThat(copy().leftOut()).containsExactly("3=0", "4=0");
  }

  @Test
  void xaCountsWhenItCommits() throws SQLException {
    at(
        Failpoint.AFTER_L,
        "XA START 'a'",
        "UPDATE t SET v = 1 WHERE id = 1",
        "XA END 'a'",
        "XA PREPARE 'a'",
        "XA COMMIT 'a'",
        "XA START 'b'",
        "UPDATE t SET v = 1 WHERE id = 2",
        "XA END 'b'",
        "XA PREPARE 'b'",
        "XA ROLLBACK 'b'",
        "XA START 'c'",
        "UPDATE t SET v = 1 WHERE id = 3",
        "XA END 'c'",
        "XA COMMIT 'c' ONE PHASE",
        "XA START 'd'",
        "UPDATE t SET v = 1 WHERE id = 4",
        "XA END 'd'",
        "XA PREPARE 'd'");
    Copied copied = copy();
    assertThat(copied.rows()).containsExactly("2=0", "4=0", "5=0", "6=0");
    assertThat(copied.leftOut()).containsExactly("1=1", "3=1");
    assertThat(copied.window().gtids()).hasSize(2);

    at(Failpoint.AFTER_L, "XA COMMIT 'd'");
    assertThat(copy().leftOut()).containsExactly("4=1");
  }

  /** Prepared before L and committed in the window. */
  @Test
  void xaPreparedBeforeIsKnownOnceItWasReadPast() throws SQLException {
    WindowReader fresh = windows(WindowLimits.defaults());
    prepare("a", 1);
    at(Failpoint.AFTER_L, "XA COMMIT 'a'");
    WindowRead.Again again = copy(fresh).again();
    assertThat(again.reason()).contains("XA transaction");
    assertThat(reader.awaitExecuted(again.awaited().toString(), Duration.ofSeconds(5))).isTrue();
    prepare("b", 2);
    prepare("c", 3);
    source.sql("XA ROLLBACK 'c'");
    at(Failpoint.AFTER_L, "XA COMMIT 'b'");
    Copied copied = copy(fresh);
    assertThat(copied.leftOut()).containsExactly("2=1");
    assertThat(copied.rows()).containsExactly("1=1", "3=0", "4=0", "5=0", "6=0");
    assertThat(copied.window().gtids()).hasSize(1);
  }

  private static void prepare(String name, int id) throws SQLException {
    source.apart(
        "XA START '" + name + "'",
        "UPDATE t SET v = 1 WHERE id = " + id,
        "XA END '" + name + "'",
        "XA PREPARE '" + name + "'");
  }

  /** Every window has an XA end whose rows lie before it: views must not be opened for ever. */
  @Test
  void underAnXaLoadEveryChunkGetsItsView() throws Exception {
    WindowReader fresh = windows(WindowLimits.defaults());
    AtomicBoolean stop = new AtomicBoolean();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      int row = id;
      writers.add(CompletableFuture.runAsync(() -> writeXa(row, stop)));
    }
    int views = 0;
    int touched = 0;
    try {
      for (int chunk = 0; chunk < 20; chunk++) {
        WindowRead read = copy(fresh).read();
        views++;
        while (read instanceof WindowRead.Again again) {
          String awaited = again.awaited().toString();
          assertThat(reader.awaitExecuted(awaited, Duration.ofSeconds(5))).isTrue();
          read = copy(fresh).read();
          views++;
        }
        touched += ((WindowRead.Found) read).window().gtids().size();
      }
    } finally {
      stop.set(true);
      writers.forEach(CompletableFuture::join);
    }
    assertThat(views).as("with %d transactions in windows", touched).isLessThan(30);
  }

  private static void writeXa(int id, AtomicBoolean stop) {
    try (Connection connection =
            DriverManager.getConnection(
                source.mysql().jdbcUrl("shop"), source.mysql().user(), source.mysql().password());
        Statement statement = connection.createStatement()) {
      for (int i = 0; !stop.get(); i++) {
        String name = "'load" + id + "-" + i + "'";
        statement.execute("XA START " + name);
        statement.execute("UPDATE t SET v = v + 1 WHERE id = " + id);
        statement.execute("XA END " + name);
        statement.execute("XA PREPARE " + name);
        statement.execute("XA COMMIT " + name);
      }
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void tooManyKeysAreWaitedFor() {
    WindowReader two = windows(new WindowLimits(2, Duration.ofSeconds(5)));
    at(Failpoint.AFTER_L, "UPDATE t SET v = 1 WHERE id < 3", "UPDATE t SET v = 2 WHERE id > 2");
    WindowRead.Again again = copy(two).again();
    assertThat(again.reason()).contains("more than 2 keys");
    assertThat(again.awaited().isEmpty()).isFalse();
    assertThat(copy(two).rows()).hasSize(6);
  }

  @Test
  void tooLongIsGivenUp() {
    WindowReader hasty = windows(new WindowLimits(2, Duration.ofNanos(1)));
    assertThat(copy(hasty).again().reason()).contains("longer than");
  }

  @Test
  void awaitingEnds() {
    String never = "3e11fa47-71ca-11e1-9e33-c80aa9429562:9";
    assertThat(reader.awaitExecuted(never, Duration.ofMillis(50))).isFalse();
    assertThat(reader.awaitExecuted("", Duration.ofMillis(50))).isTrue();
  }

  @Test
  void aTableWithoutAKeyIsReadInAnotherView() throws SQLException {
    source.sql("DROP TABLE t", "CREATE TABLE t (id INT, v INT)", "INSERT INTO t VALUES (1, 0)");
    plan = source.plan("t");
    at(Failpoint.VIEW_OPEN, "INSERT INTO t VALUES (2, 0)");
    WindowRead.Again again = copy().again();
    assertThat(again.reason()).contains("cannot be told apart");
    assertThat(GtidSet.parse(again.awaited().toString()).isEmpty()).isFalse();
    assertThat(copy().rows()).containsExactly("1=0", "2=0");
  }

  @Test
  void aPrefixKeyIsReadInOneScanWithItsWindow() throws SQLException {
    source.sql(
        "DROP TABLE t",
        "CREATE TABLE t (id VARCHAR(20) NOT NULL, v INT, PRIMARY KEY (id(3)))",
        "INSERT INTO t VALUES ('aaax', 0), ('bbbx', 0), ('cccx', 0)");
    plan = source.plan("t");
    assertThat(plan.definition().chunkKey()).isEmpty();
    at(Failpoint.VIEW_OPEN, "UPDATE t SET id = 'bbby' WHERE id = 'bbbx'");
    assertThat(copy().leftOut()).containsExactly("bbbx=0");
  }

  /** The same key in another spelling. */
  @Test
  void spellingsOfAKey() throws SQLException {
    source.sql(
        "DROP TABLE t",
        "CREATE TABLE t (id VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci PRIMARY"
            + " KEY, v INT)",
        "INSERT INTO t VALUES ('ä', 0), ('b', 0), ('c', 0), ('d', 0)");
    plan = source.plan("t");
    at(
        Failpoint.AFTER_L,
        "UPDATE t SET id = 'A' WHERE id = 'a'",
        "UPDATE t SET id='á' WHERE id='a'");
    at(Failpoint.VIEW_OPEN, "UPDATE t SET id = 'B' WHERE id = 'b'", "DELETE FROM t WHERE id = 'C'");
    Copied copied = copy();
    assertThat(copied.rows()).containsExactly("d=0");
    assertThat(copied.leftOut()).containsExactly("á=0", "b=0", "c=0");
  }

  @Test
  void minimalImagesHaveTheirKey() {
    at(
        Failpoint.VIEW_OPEN,
        "SET binlog_row_image = MINIMAL",
        "UPDATE t SET v = 1 WHERE id = 2",
        "DELETE FROM t WHERE id = 3",
        "SET binlog_row_image = FULL");
    assertThat(copy().leftOut()).containsExactly("2=0", "3=0");
  }

  @Test
  void minimalImagesWithoutTheirKeyStopLoudly() throws SQLException {
    source.sql(
        "DROP TABLE t",
        "CREATE TABLE t (id INT DEFAULT 9 PRIMARY KEY, v INT)",
        "INSERT INTO t VALUES (1, 0)");
    plan = source.plan("t");
    at(
        Failpoint.VIEW_OPEN,
        "SET binlog_row_image = MINIMAL",
        "INSERT INTO t (v) VALUES (1)",
        "SET binlog_row_image = FULL");
    stops("leaves out the key's column `id`");
  }

  private void stops(String message) {
    assertThatThrownBy(this::copy)
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_UNFIT))
        .hasMessageContaining(message)
        .hasMessageContaining("`shop`.`t`");
  }

  @Test
  void statementsInPlaceOfRowsStopLoudly() {
    at(
        Failpoint.VIEW_OPEN,
        "SET binlog_format = STATEMENT",
        "UPDATE t SET v = 1 WHERE id = 2",
        "SET binlog_format = ROW");
    stops("has a statement in place of its rows: UPDATE t SET v = 1");
  }

  @Test
  void statementsOfOtherTablesAreWaitedFor() throws SQLException {
    source.sql("CREATE TABLE IF NOT EXISTS hhh (id INT PRIMARY KEY)", "DELETE FROM hhh");
    at(
        Failpoint.VIEW_OPEN,
        "SET binlog_format = STATEMENT",
        "INSERT INTO hhh VALUES (1)",
        "SET binlog_format = ROW");
    plan = source.plan("t");
    assertThat(((WindowRead.Again) copyNamed()).reason()).contains("statement in place");
  }

  /** Named so that no word of the statement has the table's name. */
  private WindowRead copyNamed() throws SQLException {
    source.sql("DROP TABLE IF EXISTS wanted", "CREATE TABLE wanted LIKE t");
    plan = source.plan("wanted");
    return copy().read();
  }
}
