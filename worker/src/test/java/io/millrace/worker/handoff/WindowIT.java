package io.millrace.worker.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.snapshot.SourceFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a window holds, with writes at exactly the points between the steps of opening a view. */
@Timeout(60)
class WindowIT extends WindowTrial {
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

  /** As behind an address that was given to a replica while the view's session stayed. */
  @Test
  void theBinlogOfAnotherServerIsRefused() throws SQLException {
    try (SourceFixture other = new SourceFixture("--server-id=4711")) {
      WindowReader elsewhere =
          new WindowReader(
              other.source(other.mysql().user()),
              other.mysql().password(),
              4_000_000_008L,
              WindowLimits.defaults());
      assertThatThrownBy(() -> copy(elsewhere))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED))
          .hasMessageContaining("leads to 4711");
    }
  }

  @Test
  void loadDataInPlaceOfRowsStopsLoudlyToo() throws Exception {
    at(
        Failpoint.VIEW_OPEN,
        "SET binlog_format = STATEMENT",
        "LOAD DATA INFILE '" + file("1\t7\n9\t9\n") + "' REPLACE INTO TABLE t",
        "SET binlog_format = ROW");
    stops("has a statement in place of its rows: LOAD DATA");
  }

  private String file(String content) throws Exception {
    Path file = Files.createTempFile("rows", ".txt");
    file.toFile().deleteOnExit();
    Files.writeString(file, content);
    assertThat(file.toFile().setReadable(true, false)).isTrue();
    return file.toString();
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
    assertThat(copy(hasty).again().reason()).contains("longer than", "from what the view has");
    assertThat(hasty.timeLimit()).isEqualTo(Duration.ofNanos(2));
    for (int i = 0; i < 5; i++) {
      copy(hasty);
    }
    assertThat(hasty.timeLimit()).isEqualTo(Duration.ofNanos(8));
  }

  @Test
  void theTimeLimitIsTheFirstOneAgainOnceAWindowWasRead() {
    WindowReader reader = windows(new WindowLimits(2, Duration.ofSeconds(5)));
    assertThat(copy(reader).rows()).hasSize(6);
    assertThat(reader.timeLimit()).isEqualTo(Duration.ofSeconds(5));
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
