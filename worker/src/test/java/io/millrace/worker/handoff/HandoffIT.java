package io.millrace.worker.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableId;
import io.millrace.worker.binlog.BinlogStart;
import io.millrace.worker.binlog.BinlogStream;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.chunk.TablePlanner;
import io.millrace.worker.mysql.Failpoints;
import io.millrace.worker.mysql.Failpoints.Point;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.snapshot.ChunkReader;
import io.millrace.worker.snapshot.ChunkView;
import io.millrace.worker.snapshot.SourceFixture;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final int ROWS_PER_CHUNK = 10;
  private static final int WRITERS = 4;

  private static SourceFixture source;

  @BeforeAll
  static void start() throws SQLException {
    source = new SourceFixture();
  }

  @AfterAll
  static void stop() throws SQLException {
    source.close();
  }

  private enum Order {
    RIGHT,
    /** F is read before the view is opened. */
    F_BEFORE_VIEW,
    /** L is read after the view is opened. */
    L_AFTER_VIEW,
    /** No window is read. */
    NO_WINDOW,
    /** A source without GTIDs, the table locked while a view is opened. */
    LOCKED,
    /** A source without GTIDs, and no lock. */
    NOT_LOCKED,
    /** A MariaDB, which tells the place of a view. */
    PLACE_TOLD
  }

  /** How a run ended. */
  private record Outcome(
      int chunks, int copied, int leftOut, int sent, int dropped, int lost, int doubled) {}

  @Test
  void nothingIsLostOrDoubled() throws Exception {
    Outcome outcome = run(Order.RIGHT, 1);
    assertThat(outcome.lost()).as(outcome.toString()).isZero();
    assertThat(outcome.doubled()).as(outcome.toString()).isZero();
    assertThat(outcome.copied()).as(outcome.toString()).isPositive();
    assertThat(outcome.leftOut()).as(outcome.toString()).isPositive();
    assertThat(outcome.dropped()).as(outcome.toString()).isPositive();
    assertThat(outcome.sent()).as(outcome.toString()).isPositive();
  }

  @Test
  void anEndReadBeforeTheViewDoublesChanges() throws Exception {
    Outcome outcome = run(Order.F_BEFORE_VIEW, 2);
    assertThat(outcome.doubled()).as(outcome.toString()).isPositive();
  }

  @Test
  void gtidsReadAfterTheViewLoseChanges() throws Exception {
    Outcome outcome = run(Order.L_AFTER_VIEW, 3);
    assertThat(outcome.lost()).as(outcome.toString()).isPositive();
  }

  @Test
  void withoutAWindowChangesAreDoubled() throws Exception {
    Outcome outcome = run(Order.NO_WINDOW, 4);
    assertThat(outcome.doubled()).as(outcome.toString()).isPositive();
  }

  @Test
  void withoutGtidsUnderALock() throws Exception {
    try (SourceFixture without =
        new SourceFixture("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF")) {
      SourceFixture before = source;
      source = without;
      try {
        Outcome locked = run(Order.LOCKED, 5);
        assertThat(locked.lost()).as(locked.toString()).isZero();
        assertThat(locked.doubled()).as(locked.toString()).isZero();
        assertThat(locked.dropped()).as(locked.toString()).isPositive();
        assertThat(locked.sent()).as(locked.toString()).isPositive();
        Outcome notLocked = run(Order.NOT_LOCKED, 6);
        assertThat(notLocked.lost() + notLocked.doubled()).as(notLocked.toString()).isPositive();
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
        Outcome outcome = run(Order.PLACE_TOLD, 7);
        assertThat(outcome.lost()).as(outcome.toString()).isZero();
        assertThat(outcome.doubled()).as(outcome.toString()).isZero();
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

  private void assertRightOn(MySqlKind kind, long seed) throws Exception {
    MySqlOptions options = MySqlOptions.of(kind).with("--sync-binlog=1");
    try (SourceFixture other = new SourceFixture(options)) {
      SourceFixture before = source;
      source = other;
      try {
        Outcome outcome = run(Order.RIGHT, seed);
        assertThat(outcome.lost()).as(outcome.toString()).isZero();
        assertThat(outcome.doubled()).as(outcome.toString()).isZero();
        assertThat(outcome.sent()).as(outcome.toString()).isPositive();
        System.out.println(kind + ": " + outcome);
      } finally {
        source = before;
      }
    }
  }

  private Outcome run(Order order, long seed) throws Exception {
    source.sql("DROP TABLE IF EXISTS t", "CREATE TABLE t (id INT PRIMARY KEY, v INT)");
    for (int id = 0; id < KEYS; id++) {
      source.sql("INSERT INTO t VALUES (" + id + ", 0)");
    }
    SourcePosition begin = SourcePosition.read(source.server());
    AtomicBoolean stop = new AtomicBoolean();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Random random = new Random(seed * 100 + i);
      writers.add(CompletableFuture.runAsync(() -> write(random, stop)));
    }
    Copying copying;
    try {
      TableId table = new TableId("shop", "t");
      boolean locks = order == Order.LOCKED;
      copying = new Copying(TablePlanner.plan(source.server(), table, locks), order);
      copying.run();
    } finally {
      stop.set(true);
      writers.forEach(CompletableFuture::join);
    }
    return replay(copying, begin);
  }

  private static void write(Random random, AtomicBoolean stop) {
    try (Connection connection =
            DriverManager.getConnection(
                source.mysql().jdbcUrl("shop"), source.mysql().user(), source.mysql().password());
        Statement statement = connection.createStatement()) {
      while (!stop.get()) {
        writeOnce(random, statement);
      }
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  /** Deadlocks and keys that are there already only end the statement. */
  private static void writeOnce(Random random, Statement statement) throws SQLException {
    int id = random.nextInt(KEYS);
    try {
      statement.execute(
          switch (random.nextInt(5)) {
            case 0 -> "DELETE FROM t WHERE id = " + id;
            case 1 -> "INSERT INTO t VALUES (" + id + ", " + random.nextInt(1000) + ")";
            case 2 -> "UPDATE t SET id = id + 7 WHERE id = " + id;
            default -> "UPDATE t SET v = v + 1 WHERE id BETWEEN " + id + " AND " + (id + 5);
          });
    } catch (SQLException e) {
      if (e.getErrorCode() != 1062 && e.getErrorCode() != 1213) {
        throw e;
      }
    }
  }

  /** Copies the table, chunk by chunk. */
  private static final class Copying {
    private final PlannedSource plan;
    private final Order order;
    private final WindowReader windows =
        new WindowReader(
            source.source(source.mysql().user()),
            source.mysql().password(),
            4_000_000_009L,
            WindowLimits.defaults());
    private final List<ChunkDone> chunks = new ArrayList<>();
    private final List<Window> touched = new ArrayList<>();
    private final Map<Long, Long> rows = new HashMap<>();
    private SourcePosition atAnotherTime;
    private int copied;
    private int leftOut;

    Copying(PlannedSource plan, Order order) {
      this.plan = plan;
      this.order = order;
    }

    void run() {
      Failpoints read = Failpoints.of(this::between);
      boolean locks = order == Order.LOCKED;
      try (ChunkReader reader = new ChunkReader(source.server(), read, locks)) {
        for (KeyRange range : source.cut(plan, ROWS_PER_CHUNK)) {
          while (!copied(reader, range)) {
            assertThat(chunks.size()).isLessThan(KEYS);
          }
        }
      }
    }

    /** Beside the writers: a change of every chunk on each side of the view's opening. */
    private void between(Point point) {
      if (order == Order.LOCKED) {
        return;
      }
      if (point == Point.AFTER_L) {
        if (order == Order.F_BEFORE_VIEW) {
          atAnotherTime = SourcePosition.read(source.server());
        }
        change(chunks.size() % ROWS_PER_CHUNK);
      } else if (point == Point.VIEW_OPEN) {
        change((chunks.size() + 1) % ROWS_PER_CHUNK);
        if (order == Order.L_AFTER_VIEW) {
          atAnotherTime = SourcePosition.read(source.server());
        }
      }
    }

    /** In the right order only one row, so that most of the rows are copied. */
    private void change(int rest) {
      int first = order == Order.RIGHT ? chunks.size() * ROWS_PER_CHUNK + rest : rest;
      int step = order == Order.RIGHT ? KEYS : ROWS_PER_CHUNK;
      try (Connection connection =
              DriverManager.getConnection(
                  source.mysql().jdbcUrl("shop"),
                  source.mysql().user(),
                  source.mysql().password());
          Statement statement = connection.createStatement()) {
        for (int id = first; id < KEYS; id += step) {
          statement.execute("UPDATE t SET v = v + 1 WHERE id = " + id);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private boolean copied(ChunkReader reader, KeyRange range) {
      String columns = SourceFixture.selectList(plan.definition());
      String executed;
      WindowRead read;
      try (ChunkView view = reader.open(plan.definition(), plan.min(), columns)) {
        executed = order == Order.L_AFTER_VIEW ? atAnotherTime.gtidExecuted() : view.gtidExecuted();
        String end = order == Order.F_BEFORE_VIEW ? atAnotherTime.binlogEnd() : view.binlogEnd();
        read =
            order.compareTo(Order.NO_WINDOW) >= 0
                ? new WindowRead.Found(Window.empty())
                : windows.read(plan.definition(), executed, end);
        if (read instanceof WindowRead.Found found) {
          view.read(range, row -> take(row, found.window()));
          touched.add(found.window());
          chunks.add(done(range, executed, end, found.window()));
          return true;
        }
      }
      String awaited = ((WindowRead.Again) read).awaited().toString();
      assertThat(reader.awaitExecuted(awaited, Duration.ofSeconds(10))).isTrue();
      return false;
    }

    private boolean take(SourceRow row, Window window) {
      if (window.touches(row)) {
        leftOut++;
      } else {
        copied++;
        rows.put(
            Long.valueOf(SourceFixture.text(row, 0)), Long.valueOf(SourceFixture.text(row, 1)));
      }
      return true;
    }

    private ChunkDone done(KeyRange range, String executed, String end, Window window) {
      return new ChunkDone(
          plan.definition().id(), 1, range, 0, true, "lane-0", executed, end, window.gtids(), 0, 0);
    }

    boolean isLeftOut(long id) {
      byte[] text = Long.toString(id).getBytes(StandardCharsets.US_ASCII);
      SourceRow row = new SourceRow(2);
      row.set(0, text, 0, text.length);
      row.setNull(1);
      return touched.stream().anyMatch(window -> window.touches(row));
    }
  }

  private static Outcome replay(Copying copying, SourcePosition begin) throws Exception {
    PlannedSource planned = copying.plan;
    Plan plan =
        new Plan(
            planned.definition().id(),
            1,
            planned.definition(),
            "t",
            planned.min(),
            planned.max(),
            planned.gtidExecuted(),
            copying.order == Order.NOT_LOCKED ? begin.binlogEnd() : planned.binlogEnd(),
            false,
            0,
            0);
    Gate gate = Gate.of(plan, copying.chunks);
    BinlogPlace end = BinlogPlace.parse(SourcePosition.read(source.server()).binlogEnd());
    int copied = copying.copied;
    Replay replay;
    try (Weights weights = new Weights(source.server());
        BinlogStream stream =
            new BinlogStream(
                source.source(source.mysql().user()),
                source.mysql().password(),
                4_000_000_010L,
                Duration.ofSeconds(5))) {
      replay = new Replay(planned, gate, weights, copying.rows, copying::isLeftOut, end);
      runToEnd(stream, begin, replay);
    }
    return new Outcome(
        copying.chunks.size(),
        copied,
        copying.leftOut,
        replay.sent(),
        replay.dropped(),
        lost(copying.rows),
        replay.doubled());
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
  private static int lost(Map<Long, Long> folded) throws SQLException {
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
