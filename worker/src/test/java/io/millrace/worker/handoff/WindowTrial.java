package io.millrace.worker.handoff;

import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.snapshot.ChunkReader;
import io.millrace.worker.snapshot.ChunkView;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * Windows of real chunks, with writes at exactly the points between the steps of opening a view.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WindowTrial {
  SourceFixture source;
  ChunkReader reader;
  PlannedSource plan;
  private final Map<Failpoint, List<String>> writes = new EnumMap<>(Failpoint.class);
  private WindowReader windows;

  @BeforeAll
  void start() throws SQLException {
    source = new SourceFixture("--secure-file-priv=");
    windows = windows(WindowLimits.defaults());
    reader = new ChunkReader(source.server(), Failpoints.of(this::write));
  }

  @AfterAll
  void stop() throws SQLException {
    reader.close();
    source.close();
  }

  final WindowReader windows(WindowLimits limits) {
    return new WindowReader(
        source.source(source.mysql().user()), source.mysql().password(), 4_000_000_007L, limits);
  }

  private void write(Failpoint point) {
    List<String> statements = writes.remove(point);
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
    writes.clear();
    source.sql(
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
        "INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)");
    plan = source.plan("t");
  }

  final void at(Failpoint point, String... statements) {
    writes.put(point, List.of(statements));
  }

  /** What a chunk over the whole table copies; the rows that its window touches are left out. */
  record Copied(List<String> rows, List<String> leftOut, WindowRead read) {
    Window window() {
      return ((WindowRead.Found) read).window();
    }

    WindowRead.Again again() {
      return (WindowRead.Again) read;
    }
  }

  final Copied copy() {
    return copy(windows);
  }

  final Copied copy(WindowReader with) {
    List<String> rows = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    String columns = SourceFixture.selectList(plan.definition());
    try (ChunkView view = reader.open(plan.definition(), plan.min(), columns)) {
      WindowRead read =
          with.read(
              plan.definition(),
              view.isNamedWithoutCase(),
              view.gtidExecuted(),
              view.binlogEnd(),
              view.serverId());
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
}
