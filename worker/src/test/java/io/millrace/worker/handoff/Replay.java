package io.millrace.worker.handoff;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.BinlogListener;
import io.millrace.worker.binlog.EventKind;
import io.millrace.worker.binlog.GtidEvent;
import io.millrace.worker.binlog.ImageLayout;
import io.millrace.worker.binlog.RowEventCursor;
import io.millrace.worker.binlog.TableMap;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.handoff.Gate.Verdict;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.SourceTransaction;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.row.WireBytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * A stand-in for the stream: folds the changes of a table (id INT, v INT) that the gate lets
 * through into the copied rows, and counts those that do not follow from the record before.
 */
final class Replay implements BinlogListener {
  private final PlannedSource plan;
  private final Gate gate;
  private final Weights weights;
  private final Map<Long, Long> rows;
  private final LongPredicate leftOut;
  private final BinlogPlace end;
  private final Map<Long, TableMap> maps = new HashMap<>();
  private SourceTransaction transaction;
  private int sent;
  private int dropped;
  private int broken;

  /**
   * @param rows as copied; changed by this
   * @param leftOut whether a window touched the key
   */
  Replay(
      PlannedSource plan,
      Gate gate,
      Weights weights,
      Map<Long, Long> rows,
      LongPredicate leftOut,
      BinlogPlace end) {
    this.plan = plan;
    this.gate = gate;
    this.weights = weights;
    this.rows = rows;
    this.leftOut = leftOut;
    this.end = end;
  }

  int sent() {
    return sent;
  }

  int dropped() {
    return dropped;
  }

  /**
   * Changes that do not follow from the record of the key before: one sent again does not, and none
   * after one that was lost.
   */
  int broken() {
    return broken;
  }

  @Override
  public void event(BinlogEvent event) {
    if (event.kind() == EventKind.GTID) {
      transaction = new SourceTransaction(GtidEvent.of(event).gtid(), event.startPlace());
    } else if (event.kind() == EventKind.ANONYMOUS_GTID || event.kind() == EventKind.MARIADB_GTID) {
      transaction = new SourceTransaction("", event.startPlace());
    } else if (event.kind() == EventKind.TABLE_MAP) {
      maps.put(RowEventCursor.tableId(event), TableMap.of(event));
    } else if (event.kind().bearsRows()) {
      rows(event);
    } else if (event.kind() == EventKind.XID && event.endPlace().equals(end)) {
      throw new WindowScan.Ended();
    }
  }

  private void rows(BinlogEvent event) {
    ImageLayout layout = ImageLayout.of(maps.get(RowEventCursor.tableId(event)), plan.definition());
    try (ChangeKeys keys = new ChangeKeys(layout, weights)) {
      RowEventCursor cursor = new RowEventCursor(layout);
      cursor.open(event);
      while (cursor.next()) {
        Long before = cursor.before() == null ? null : id(cursor.before());
        Long after = cursor.after() == null ? null : id(cursor.after());
        if (before != null && sends(keys, cursor.before())) {
          remove(before, value(cursor.before()), before.equals(after));
        }
        if (after != null && sends(keys, cursor.after())) {
          broken += rows.containsKey(after) ? 1 : 0;
          rows.put(after, value(cursor.after()));
          sent++;
        }
      }
    }
  }

  private boolean sends(ChangeKeys keys, SourceRow row) {
    Verdict verdict = gate.verdict(transaction);
    boolean sends = verdict == Verdict.IN_NONE;
    if (verdict == Verdict.BY_KEY) {
      List<List<Bytes>> asked = List.of(keys.key(row));
      KeyBound bound = keys.of(asked).get(0);
      sends = gate.sends(transaction, bound);
    }
    dropped += sends ? 0 : 1;
    return sends;
  }

  private void remove(long id, long value, boolean update) {
    Long known = rows.remove(id);
    boolean follows = known == null ? leftOut.test(id) : known == value;
    broken += follows ? 0 : 1;
    sent += update ? 0 : 1;
  }

  private static long id(SourceRow row) {
    return WireBytes.littleSigned(row.bytes(0), row.from(0), row.length(0));
  }

  private static long value(SourceRow row) {
    return WireBytes.littleSigned(row.bytes(1), row.from(1), row.length(1));
  }
}
