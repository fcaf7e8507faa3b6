package io.millrace.worker.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.snapshot.ChunkReader;
import io.millrace.worker.snapshot.ChunkView;
import io.millrace.worker.snapshot.SourceFixture;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies the table {@code t}, chunk by chunk, beside changes of its own around each view's opening.
 */
final class CopyInViews {
  private static final int ROWS_PER_CHUNK = 10;

  private final PlannedSource plan;
  private final ViewOrder order;
  private final SourceFixture source;
  private final int keys;
  private final WindowReader windows;
  private final List<ChunkDone> chunks = new ArrayList<>();
  private final List<Window> touched = new ArrayList<>();
  private final Map<Long, Long> rows = new HashMap<>();
  private SourcePosition atAnotherTime;
  private int copied;
  private int leftOut;

  CopyInViews(SourceFixture source, PlannedSource plan, ViewOrder order, int keys) {
    this.source = source;
    this.keys = keys;
    this.plan = plan;
    this.order = order;
    this.windows =
        new WindowReader(
            source.source(source.mysql().user()),
            source.mysql().password(),
            4_000_000_009L,
            WindowLimits.defaults());
  }

  void run() {
    Failpoints read = Failpoints.of(this::between);
    boolean locks = order == ViewOrder.LOCKED;
    try (ChunkReader reader = new ChunkReader(source.server(), read, locks)) {
      for (KeyRange range : source.cut(plan, ROWS_PER_CHUNK)) {
        while (!copied(reader, range)) {
          assertThat(chunks.size()).isLessThan(keys);
        }
      }
    }
  }

  /** Beside the writers: a change of every chunk on each side of the view's opening. */
  private void between(Failpoint point) {
    if (order == ViewOrder.LOCKED) {
      return;
    }
    if (point == Failpoint.AFTER_L) {
      if (order == ViewOrder.F_BEFORE_VIEW) {
        atAnotherTime = SourcePosition.read(source.server());
      }
      change(chunks.size() % ROWS_PER_CHUNK);
    } else if (point == Failpoint.VIEW_OPEN) {
      change((chunks.size() + 1) % ROWS_PER_CHUNK);
      if (order == ViewOrder.L_AFTER_VIEW) {
        atAnotherTime = SourcePosition.read(source.server());
      }
    }
  }

  /** In the right order only one row, so that most of the rows are copied. */
  private void change(int rest) {
    int first = order == ViewOrder.RIGHT ? chunks.size() * ROWS_PER_CHUNK + rest : rest;
    int step = order == ViewOrder.RIGHT ? keys : ROWS_PER_CHUNK;
    try (Connection connection =
            DriverManager.getConnection(
                source.mysql().jdbcUrl("shop"), source.mysql().user(), source.mysql().password());
        Statement statement = connection.createStatement()) {
      for (int id = first; id < keys; id += step) {
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
      executed =
          order == ViewOrder.L_AFTER_VIEW ? atAnotherTime.gtidExecuted() : view.gtidExecuted();
      String end = order == ViewOrder.F_BEFORE_VIEW ? atAnotherTime.binlogEnd() : view.binlogEnd();
      read =
          order.compareTo(ViewOrder.NO_WINDOW) >= 0
              ? new WindowRead.Found(Window.empty())
              : windows.read(plan.definition(), false, executed, end, view.serverId());
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
      rows.put(Long.valueOf(SourceFixture.text(row, 0)), Long.valueOf(SourceFixture.text(row, 1)));
    }
    return true;
  }

  private ChunkDone done(KeyRange range, String executed, String end, Window window) {
    return new ChunkDone(
        plan.definition().id(), 1, range, 0, true, "lane-0", executed, end, window.gtids(), 0, 0);
  }

  PlannedSource plan() {
    return plan;
  }

  ViewOrder order() {
    return order;
  }

  List<ChunkDone> chunks() {
    return chunks;
  }

  /** By key; whoever replays changes does so in it. */
  Map<Long, Long> rows() {
    return rows;
  }

  int copied() {
    return copied;
  }

  int leftOut() {
    return leftOut;
  }

  boolean isLeftOut(long id) {
    byte[] text = Long.toString(id).getBytes(StandardCharsets.US_ASCII);
    SourceRow row = new SourceRow(2);
    row.set(0, text, 0, text.length);
    row.setNull(1);
    return touched.stream().anyMatch(window -> window.touches(row));
  }
}
