package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.Partitioning;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.chunk.TablePlanner;
import io.millrace.worker.encode.Operation;
import io.millrace.worker.encode.RecordContext;
import io.millrace.worker.encode.RowEncoder;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.route.Router;
import io.millrace.worker.row.SelectList;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.row.TextRow;
import io.millrace.worker.snapshot.ChunkReader;
import io.millrace.worker.snapshot.ChunkView;
import io.millrace.worker.snapshot.SourceFixture;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs a script, looks at the changed table by way of the SELECT path before and after each
 * statement, then reads the binlog and compares each image's record, message key and hash.
 */
final class BothPaths {
  private static final Format FORMAT = new Format(null, null, null, null);
  private static final int PARTITIONS = 1_000_003;
  private static final RecordContext CONTEXT = RecordContext.fullStep(Operation.INIT, 1, "4@1", 2);

  private final SourceFixture source;
  private final List<Change> changes = new ArrayList<>();
  private final Set<EventKind> kinds = new TreeSet<>();

  BothPaths(SourceFixture source) {
    this.source = source;
  }

  /** A row's record, message key and hash, in comparable text. */
  record Seen(String record, String key, int partition) {}

  private record Change(
      String statement, TableDefinition table, Map<String, Seen> before, Map<String, Seen> after) {}

  /** Ends the stream from within its listener. */
  static final class EndReached extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Returns how many images were compared. */
  int run(String script) throws SQLException, InterruptedException {
    GtidSet executed = GtidSet.parse(SourcePosition.read(source.server()).gtidExecuted());
    changes.clear();
    for (String statement : Scripts.read(script)) {
      if (Scripts.changed(statement).isEmpty()) {
        source.sql(statement);
        continue;
      }
      TableId id = new TableId("shop", Scripts.changed(statement).get());
      PlannedSource plan = TablePlanner.plan(source.server(), id);
      Map<String, Seen> before = selected(plan);
      source.sql(statement);
      changes.add(
          new Change(
              statement,
              plan.definition(),
              before,
              selected(TablePlanner.plan(source.server(), id))));
    }
    return compare(executed);
  }

  /** The kinds of events that were seen. */
  Set<EventKind> kinds() {
    return kinds;
  }

  private Map<String, Seen> selected(PlannedSource plan) {
    TableDefinition table = plan.definition();
    RowEncoder encoder = new RowEncoder(table, FORMAT);
    encoder.begin(CONTEXT);
    Router router = router(table);
    int id = table.indexOf("id");
    Map<String, Seen> rows = new HashMap<>();
    try (ChunkReader reader = new ChunkReader(source.server());
        ChunkView view = reader.open(table, plan.min(), SelectList.of(table))) {
      if (plan.max() == null) {
        return rows;
      }
      view.read(
          new KeyRange(null, plan.max()),
          row -> {
            rows.put(SourceFixture.text(row, id), seen(encoder, row, router, row));
            return true;
          });
    }
    return rows;
  }

  private static Router router(TableDefinition table) {
    List<String> all = table.columns().stream().map(ColumnDefinition::name).toList();
    return new Router(table, Partitioning.COLUMNS, all, PARTITIONS);
  }

  private static Seen seen(RowEncoder encoder, SourceRow row, Router router, SourceRow text) {
    encoder.encode(row, 1);
    // Latin-1 shows every byte as one character, so that a difference can be read.
    return new Seen(
        new String(encoder.copy(), StandardCharsets.ISO_8859_1),
        new String(router.key(text), StandardCharsets.UTF_8),
        router.partition(text));
  }

  private int compare(GtidSet executed) throws InterruptedException {
    BinlogPlace end = BinlogPlace.parse(SourcePosition.read(source.server()).binlogEnd());
    Comparison comparison = new Comparison(end);
    try (BinlogStream stream =
        new BinlogStream(
            source.source(source.mysql().user()),
            source.mysql().password(),
            77,
            Duration.ofSeconds(5))) {
      stream.run(new BinlogStart.AfterGtids(executed), comparison);
    } catch (EndReached e) {
      assertThat(comparison.nextChange).isEqualTo(changes.size());
    }
    return comparison.images;
  }

  private final class Comparison implements BinlogListener {
    private final BinlogPlace end;
    private final Map<Long, TableMap> maps = new HashMap<>();
    private final Set<String> touched = new TreeSet<>();
    private int nextChange;
    private int images;
    private boolean rows;

    Comparison(BinlogPlace end) {
      this.end = end;
    }

    @Override
    public void event(BinlogEvent event) {
      kinds.add(event.kind());
      switch (event.kind()) {
        case TABLE_MAP -> maps.put(TableMap.of(event).tableId(), TableMap.of(event));
        case WRITE_ROWS, UPDATE_ROWS, DELETE_ROWS, PARTIAL_UPDATE_ROWS -> {
          rows(event);
          rows = true;
        }
        case XID -> {
          if (rows) {
            endChange();
          }
          rows = false;
        }
        default -> assertThat(event.kind().bearsRows()).isFalse();
      }
      if (event.kind() == EventKind.XID && event.endPlace().equals(end)) {
        throw new EndReached();
      }
    }

    private void rows(BinlogEvent event) {
      Change change = changes.get(nextChange);
      TableMap map = maps.get(RowEventCursor.tableId(event));
      assertThat(map.table()).isEqualTo(change.table().id());
      ImageLayout layout = ImageLayout.of(map, change.table());
      RowEventCursor cursor = new RowEventCursor(layout);
      RowEncoder encoder = RowEncoder.ofBinlog(layout.table(), layout.wires(), FORMAT);
      encoder.begin(CONTEXT);
      cursor.open(event);
      assertThat(cursor.hasFullImages()).isTrue();
      while (cursor.next()) {
        check(change, layout, encoder, cursor.before(), change.before());
        check(change, layout, encoder, cursor.after(), change.after());
      }
    }

    private void check(
        Change change,
        ImageLayout layout,
        RowEncoder encoder,
        SourceRow image,
        Map<String, Seen> selected) {
      if (image == null) {
        return;
      }
      TableDefinition table = layout.table();
      List<String> all = table.columns().stream().map(ColumnDefinition::name).toList();
      SourceRow text = new TextRow(table, layout.wires(), all).of(image);
      Router router = router(table);
      String id = SourceFixture.text(text, table.indexOf("id"));
      touched.add(id);
      Seen seen = seen(encoder, image, router, text);
      assertThat(seen).as("row %s: %.300s", id, change.statement()).isEqualTo(selected.get(id));
      RowEncoder ofText = new RowEncoder(table, FORMAT);
      ofText.begin(CONTEXT);
      assertThat(seen(ofText, text, router, text)).as("by way of text").isEqualTo(seen);
      images++;
    }

    /** Rows that no event touched are the same as before. */
    private void endChange() {
      Change change = changes.get(nextChange++);
      Map<String, Seen> before = new HashMap<>(change.before());
      Map<String, Seen> after = new HashMap<>(change.after());
      before.keySet().removeAll(touched);
      after.keySet().removeAll(touched);
      assertThat(after).as("%.300s", change.statement()).isEqualTo(before);
      touched.clear();
    }
  }
}
