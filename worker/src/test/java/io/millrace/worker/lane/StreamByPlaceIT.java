package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of a source without GTIDs, which go by file and offset. */
@Timeout(180)
class StreamByPlaceIT {
  private static StreamFixture fixture;

  @BeforeAll
  static void start() throws Exception {
    fixture = new StreamFixture("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
  }

  @AfterAll
  static void stop() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  private static void sql(String... statements) throws Exception {
    fixture.source().sql(statements);
  }

  @Test
  void changesFollowTheCopiedRowsOnceOverRestarts() throws Exception {
    sql(
        "CREATE TABLE a (id INT PRIMARY KEY, s VARCHAR(20))",
        "INSERT INTO a VALUES (1,'a'),(2,'b')");
    Task task = fixture.task("changes", "a");
    var plan = task.prepare(1).get(0);
    sql("UPDATE a SET s = 'seen' WHERE id = 1", "INSERT INTO a VALUES (7, 'above MAX')");
    task.copy("a", 1, new KeyRange(null, plan.max()));
    sql("UPDATE a SET s = 'c' WHERE id = 2");
    task.closeFull(1);
    try (Running stream = task.stream()) {
      assertThat(task.records("a", 5)).hasSize(5);
    }
    sql("FLUSH BINARY LOGS", "DELETE FROM a WHERE id = 1");
    try (Running stream = task.stream()) {
      sql("ALTER TABLE a ADD COLUMN n INT DEFAULT 3", "INSERT INTO a VALUES (3,'d',4)");
      assertThat(task.records("a", 8).stream().skip(1))
          .containsExactly(
              "INIT [1, seen]",
              "INIT [2, b]",
              "INSERT [7, above MAX]",
              "UPDATE [2, b] [2, c]",
              "DELETE [1, seen]",
              "DDL ALTER TABLE a ADD COLUMN n INT DEFAULT 3",
              "INSERT [3, d, 4]");
    }
  }

  @Test
  void xaTransactionsComeWhereTheyAreCommittedAndNothingTwice() throws Exception {
    sql("CREATE TABLE x (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO x VALUES (1,'a')");
    Task task = fixture.task("xa", "x");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("XA START 'p'", "INSERT INTO x VALUES (2,'xa')", "XA END 'p'", "XA PREPARE 'p'");
      sql("XA START 'r'", "INSERT INTO x VALUES (8,'void')", "XA END 'r'", "XA PREPARE 'r'");
      sql("UPDATE x SET s = 'b' WHERE id = 1");
      assertThat(task.records("x", 3)).hasSize(3);
    }
    sql("XA ROLLBACK 'r'");
    try (Running stream = task.stream()) {
      sql("UPDATE x SET s = 'c' WHERE id = 1");
      assertThat(task.records("x", 4)).hasSize(4);
    }
    try (Running stream = task.stream()) {
      sql("XA COMMIT 'p'", "UPDATE x SET s = 'd' WHERE id = 1");
      assertThat(task.records("x", 6).stream().skip(1))
          .containsExactly(
              "INIT [1, a]",
              "UPDATE [1, a] [1, b]",
              "UPDATE [1, b] [1, c]",
              "INSERT [2, xa]",
              "UPDATE [1, c] [1, d]");
    }
  }

  /** Of the task's own tables there are none: they are not locked while one holds them. */
  @Test
  void xaTransactionsPreparedBefore() throws Exception {
    PreparedBefore cases = new PreparedBefore(fixture);
    cases.thoseOfOtherTablesHinderNothing();
    cases.oneWithoutRowsIsNotMissed();
    cases.whatIsGoneStopsTheTask();
  }

  @Test
  void aTableIsNotLockedWhileAPreparedTransactionHoldsIt() throws Exception {
    sql(
        "CREATE TABLE xl (id INT PRIMARY KEY)",
        "INSERT INTO xl VALUES (1)",
        "XA START 'locks'",
        "INSERT INTO xl VALUES (2)",
        "XA END 'locks'",
        "XA PREPARE 'locks'");
    Task task = fixture.task("locked", "xl");
    assertThatThrownBy(() -> task.prepare(1))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSIENT));
    sql("XA COMMIT 'locks'");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("INSERT INTO xl VALUES (3)");
      assertThat(task.records("xl", 4).stream().skip(1))
          .containsExactly("INIT [1]", "INIT [2]", "INSERT [3]");
    }
  }

  @Test
  void isCaughtUpWhereTheSourceStandsStillBehindARotation() throws Exception {
    sql("CREATE TABLE q (id INT PRIMARY KEY)", "INSERT INTO q VALUES (1)");
    Task task = fixture.task("quiet", "q");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("FLUSH BINARY LOGS");
      String end = fixture.source().column("SHOW MASTER STATUS").get(0);
      long deadline = System.nanoTime() + 30_000_000_000L;
      while (stream.holding().stream() == null
          || !stream.holding().stream().caughtUp()
          || !stream.holding().stream().position().startsWith(end)) {
        assertThat(System.nanoTime()).as("%s", stream.holding().stream()).isLessThan(deadline);
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  @Test
  void thatTheOldestFileIsNeededIsToldEarly() throws Exception {
    sql("CREATE TABLE o (id INT PRIMARY KEY)", "INSERT INTO o VALUES (1)", "FLUSH BINARY LOGS");
    Task task = fixture.task("oldest", "o");
    task.copyAll(1);
    String oldest = fixture.source().column("SHOW MASTER STATUS").get(0);
    fixture.source().purgeBinlogsTo(oldest);
    try (Running stream = task.stream()) {
      sql("XA START 'long'", "INSERT INTO o VALUES (2)", "XA END 'long'", "XA PREPARE 'long'");
      sql("FLUSH BINARY LOGS", "FLUSH BINARY LOGS", "INSERT INTO o VALUES (3)");
      assertThat(stream.holding().note())
          .contains("the oldest of 3 binlog files", oldest, "binlog_expire_logs_seconds");
      sql("XA COMMIT 'long'");
      assertThat(task.records("o", 4)).hasSize(4);
    }
  }

  @Test
  void aFileThatIsGoneStopsIt() throws Exception {
    sql("CREATE TABLE p (id INT PRIMARY KEY)", "INSERT INTO p VALUES (1)");
    Task task = fixture.task("purged", "p");
    task.copyAll(1);
    sql("INSERT INTO p VALUES (2)", "FLUSH BINARY LOGS");
    String end = fixture.source().column("SHOW MASTER STATUS").get(0);
    fixture.source().purgeBinlogsTo(end);
    assertThat(task.stream().failure())
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_PURGED);
              assertThat(e.getMessage()).contains("the oldest one is " + end);
            });
  }

  @Test
  void aBinlogBegunAnewStopsIt() throws Exception {
    try (StreamFixture own =
        new StreamFixture("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF")) {
      own.source().sql("CREATE TABLE r (id INT PRIMARY KEY)", "INSERT INTO r VALUES (1)");
      Task task = own.task("reset", "r");
      task.copyAll(1);
      own.source().sql("RESET MASTER");
      assertThat(List.of(task.stream().failure()))
          .first()
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
    }
  }
}
