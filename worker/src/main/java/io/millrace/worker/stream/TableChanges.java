package io.millrace.worker.stream;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.ImageLayout;
import io.millrace.worker.binlog.RowEventCursor;
import io.millrace.worker.encode.ChangeContext;
import io.millrace.worker.handoff.ChangeKeys;
import io.millrace.worker.handoff.Gate;
import io.millrace.worker.handoff.Weights;
import io.millrace.worker.position.SourceTransaction;
import io.millrace.worker.route.Router;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.row.TextRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns row events of one layout of a table into records. On the row path; used by one thread.
 *
 * <p>An UPDATE that changes the message key or the partition goes out as DELETE and INSERT, so that
 * neither log compaction nor the order of a key's records is broken.
 */
final class TableChanges implements AutoCloseable {
  private final ImageLayout layout;
  private final String topic;
  private final RowEventCursor cursor;
  private final ChangeEncoder encoder;
  private final Router router;
  private final TextRow text;
  private final ChangeKeys keys;
  private List<List<Bytes>> ahead = new ArrayList<>();
  private final Outbox outbox;

  TableChanges(
      ImageLayout layout,
      String topic,
      Format format,
      Router router,
      ChangeContext context,
      Weights weights,
      Outbox outbox) {
    this.layout = layout;
    this.topic = topic;
    this.router = router;
    this.outbox = outbox;
    this.cursor = new RowEventCursor(layout);
    this.encoder = new ChangeEncoder(layout, format, context);
    TableDefinition table = layout.table();
    this.text = new TextRow(table, layout.wires(), router.columns());
    this.keys = new ChangeKeys(layout, weights);
  }

  /** What the gate says of a row's keys; only asked for while it is up. */
  private record Passes(boolean before, boolean after) {}

  /**
   * Sends an event's changes.
   *
   * @param skip so many rows at its beginning are done
   * @param gate null once it is dropped, or when it lets the whole transaction pass
   * @return how many rows the event has
   */
  long send(BinlogEvent event, SourceTransaction transaction, long skip, Gate gate, RowIds ids) {
    open(event);
    encoder.open();
    List<Passes> passes = gate == null ? null : judge(event, transaction, gate);
    long row = 0;
    while (cursor.next()) {
      if (row >= skip) {
        SourceRow before = cursor.before();
        SourceRow after = cursor.after();
        if (passes != null) {
          Passes pass = passes.get((int) row);
          change(pass.before() ? before : null, pass.after() ? after : null, ids);
        } else {
          change(before, after, ids);
        }
      }
      row++;
    }
    return row;
  }

  private void open(BinlogEvent event) {
    cursor.open(event);
    if (!cursor.hasFullImages()) {
      throw new MillraceException(
          ErrorCode.BINLOG_UNFIT,
          "Changes of %s at %s have images without all columns: a session wrote them with another binlog_row_image than FULL"
              .formatted(layout.table().id(), event.startPlace()));
    }
  }

  private List<Passes> judge(BinlogEvent event, SourceTransaction transaction, Gate gate) {
    List<List<Bytes>> wanted = new ArrayList<>();
    List<int[]> places = new ArrayList<>();
    while (cursor.next()) {
      SourceRow before = cursor.before();
      SourceRow after = cursor.after();
      int beforeAt = before == null ? -1 : wanted.size();
      if (before != null) {
        wanted.add(keys.key(before));
      }
      boolean same = before != null && after != null && router.keepsPlace(before, after);
      int afterAt = same ? beforeAt : after == null ? -1 : wanted.size();
      if (after != null && !same) {
        wanted.add(keys.key(after));
      }
      places.add(new int[] {beforeAt, afterAt});
    }
    List<KeyBound> bounds = keys.of(wanted);
    boolean[] sends = new boolean[bounds.size()];
    for (int i = 0; i < sends.length; i++) {
      sends[i] = gate.sends(transaction, bounds.get(i));
    }
    cursor.open(event);
    return places.stream()
        .map(at -> new Passes(at[0] >= 0 && sends[at[0]], at[1] >= 0 && sends[at[1]]))
        .toList();
  }

  /** Keeps the keys of an event for {@link #ask}. */
  void collect(BinlogEvent event) {
    open(event);
    while (cursor.next()) {
      SourceRow before = cursor.before();
      SourceRow after = cursor.after();
      if (before != null) {
        ahead.add(keys.key(before));
      }
      if (after != null && (before == null || !router.keepsPlace(before, after))) {
        ahead.add(keys.key(after));
      }
    }
  }

  /** Asks for the order of the collected keys, which the source's answer is remembered of. */
  void ask() {
    List<List<Bytes>> collected = ahead;
    ahead = new ArrayList<>();
    keys.of(collected);
  }

  private void change(SourceRow before, SourceRow after, RowIds ids) {
    if (before != null && after != null && !router.keepsPlace(before, after)) {
      one(before, null, ids);
      one(null, after, ids);
    } else if (before != null || after != null) {
      one(before, after, ids);
    }
  }

  private void one(SourceRow before, SourceRow after, RowIds ids) {
    byte[] value = encoder.record(before, after, ids.next());
    SourceRow place = text.of(after != null ? after : before);
    byte[] key = router.key(place);
    outbox.row(topic, router.partition(place), key, value);
  }

  @Override
  public void close() {
    keys.close();
  }
}
