package io.millrace.worker.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.TableId;
import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.binlog.BinlogStream;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.chunk.TablePlanner;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Rows copied in views under writers, and the changes that the gate lets through, are the table:
 * nothing lost, nothing doubled. With the steps of opening a view in another order they are not.
 */
@Timeout(120)
class HandoffIT {
  private static final int KEYS = 200;

  private static SourceFixture source;

  @BeforeAll
  static void start() throws SQLException {
    source = new SourceFixture();
  }

  @AfterAll
  static void stop() throws SQLException {
    source.close();
  }

  /**
   * How a run ended.
   *
   * @param different rows that in the end are not as in the table; a later change of a row hides
   *     what was lost or doubled before it
   * @param broken changes that did not follow from the record before them
   */
  private record Outcome(
      int chunks, int copied, int leftOut, int sent, int dropped, int different, int broken) {

    int wrong() {
      return different + broken;
    }
  }

  @Test
  void nothingIsLostOrDoubled() throws Exception {
    Outcome outcome = run(ViewOrder.RIGHT, 1);
    assertThat(outcome.wrong()).as(outcome.toString()).isZero();
    assertThat(outcome.copied()).as(outcome.toString()).isPositive();
    assertThat(outcome.leftOut()).as(outcome.toString()).isPositive();
    assertThat(outcome.dropped()).as(outcome.toString()).isPositive();
    assertThat(outcome.sent()).as(outcome.toString()).isPositive();
  }

  @Test
  void anEndReadBeforeTheViewDoublesChanges() throws Exception {
    Outcome outcome = run(ViewOrder.F_BEFORE_VIEW, 2);
    assertThat(outcome.broken()).as(outcome.toString()).isPositive();
  }

  @Test
  void gtidsReadAfterTheViewLoseChanges() throws Exception {
    Outcome outcome = run(ViewOrder.L_AFTER_VIEW, 3);
    assertThat(outcome.wrong()).as(outcome.toString()).isPositive();
  }

  @Test
  void withoutAWindowChangesAreDoubled() throws Exception {
    Outcome outcome = run(ViewOrder.NO_WINDOW, 4);
    assertThat(outcome.broken()).as(outcome.toString()).isPositive();
  }

  @Test
  void withoutGtidsUnderALock() throws Exception {
    try (SourceFixture without =
        new SourceFixture("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF")) {
      SourceFixture before = source;
      source = without;
      try {
        Outcome locked = run(ViewOrder.LOCKED, 5);
        assertThat(locked.wrong()).as(locked.toString()).isZero();
        assertThat(locked.dropped()).as(locked.toString()).isPositive();
        assertThat(locked.sent()).as(locked.toString()).isPositive();
        Outcome notLocked = run(ViewOrder.NOT_LOCKED, 6);
        assertThat(notLocked.wrong()).as(notLocked.toString()).isPositive();
      } finally {
        source = before;
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "is fetched")
  void mariaDbTellsThePlaceOfAView() throws Exception {
    try (SourceFixture maria = new SourceFixture(MySqlOptions.of(MySqlKind.MARIADB_11_4))) {
      SourceFixture before = source;
      source = maria;
      try {
        Outcome outcome = run(ViewOrder.PLACE_TOLD, 7);
        assertThat(outcome.wrong()).as(outcome.toString()).isZero();
        assertThat(outcome.dropped()).as(outcome.toString()).isPositive();
        assertThat(outcome.sent()).as(outcome.toString()).isPositive();
        System.out.println("MariaDB: " + outcome);
      } finally {
        source = before;
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "is fetched")
  void onMySql56ExecutedTransactionsAreWaitedFor() throws Exception {
    assertRightOn(MySqlKind.MYSQL_5_6, 8);
  }

  @Test
  @EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "is fetched")
  void onMySql97() throws Exception {
    assertRightOn(MySqlKind.MYSQL_9_7, 9);
  }

  @Test
  @EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "is fetched")
  void onMySql57() throws Exception {
    assertRightOn(MySqlKind.MYSQL_5_7, 10);
  }

  private void assertRightOn(MySqlKind kind, long seed) throws Exception {
    MySqlOptions options = MySqlOptions.of(kind).with("--sync-binlog=1");
    try (SourceFixture other = new SourceFixture(options)) {
      SourceFixture before = source;
      source = other;
      try {
        Outcome outcome = run(ViewOrder.RIGHT, seed);
        assertThat(outcome.wrong()).as(outcome.toString()).isZero();
        assertThat(outcome.sent()).as(outcome.toString()).isPositive();
        System.out.println(kind + ": " + outcome);
      } finally {
        source = before;
      }
    }
  }

  private Outcome run(ViewOrder order, long seed) throws Exception {
    source.sql("DROP TABLE IF EXISTS t", "CREATE TABLE t (id INT PRIMARY KEY, v INT)");
    for (int id = 0; id < KEYS; id++) {
      source.sql("INSERT INTO t VALUES (" + id + ", 0)");
    }
    SourcePosition begin = SourcePosition.read(source.server());
    boolean locks = order == ViewOrder.LOCKED;
    CopyInViews copying;
    TableWriters writers = new TableWriters(source, KEYS, seed);
    try {
      PlannedSource plan = TablePlanner.plan(source.server(), new TableId("shop", "t"), locks);
      copying = new CopyInViews(source, plan, order, KEYS);
      copying.run();
    } finally {
      writers.close();
    }
    return replay(copying, begin);
  }

  private static Outcome replay(CopyInViews copying, SourcePosition begin) throws Exception {
    PlannedSource planned = copying.plan();
    Plan plan =
        new Plan(
            planned.definition().id(),
            1,
            planned.definition(),
            "t",
            planned.min(),
            planned.max(),
            planned.gtidExecuted(),
            copying.order() == ViewOrder.NOT_LOCKED ? begin.binlogEnd() : planned.binlogEnd(),
            false,
            0,
            0);
    Gate gate = Gate.of(plan, copying.chunks());
    BinlogPlace end = BinlogPlace.parse(SourcePosition.read(source.server()).binlogEnd());
    int copied = copying.copied();
    Replay replay;
    try (Weights weights = new Weights(source.server());
        BinlogStream stream =
            new BinlogStream(
                source.source(source.mysql().user()),
                source.mysql().password(),
                4_000_000_010L,
                Duration.ofSeconds(5))) {
      replay = new Replay(planned, gate, weights, copying.rows(), copying::isLeftOut, end);
      runToEnd(stream, begin, replay);
    }
    return new Outcome(
        copying.chunks().size(),
        copied,
        copying.leftOut(),
        replay.sent(),
        replay.dropped(),
        different(copying.rows()),
        replay.broken());
  }

  private static void runToEnd(BinlogStream stream, SourcePosition begin, Replay replay)
      throws InterruptedException {
    try {
      stream.run(
          begin.gtidExecuted().isEmpty()
              ? new BinlogStart.AtPlace(BinlogPlace.parse(begin.binlogEnd()))
              : new BinlogStart.AfterGtids(GtidSet.parse(begin.gtidExecuted())),
          replay);
    } catch (WindowScan.Ended e) {
      return;
    }
    throw new AssertionError("the stream ended by itself");
  }

  /** Rows that are not as in the table. */
  private static int different(Map<Long, Long> folded) throws SQLException {
    Map<Long, Long> table = new HashMap<>();
    Connection connection = source.server().open();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, v FROM shop.t")) {
      while (rows.next()) {
        table.put(rows.getLong(1), rows.getLong(2));
      }
    }
    connection.close();
    int different = 0;
    for (Map.Entry<Long, Long> row : table.entrySet()) {
      different += row.getValue().equals(folded.get(row.getKey())) ? 0 : 1;
    }
    folded.keySet().removeAll(table.keySet());
    return different + folded.size();
  }
}
