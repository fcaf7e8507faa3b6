package io.millrace.worker.stream;

import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.binlog.ImageLayout;
import io.millrace.worker.encode.ChangeContext;
import io.millrace.worker.encode.Operation;
import io.millrace.worker.encode.RowEncoder;
import io.millrace.worker.row.SourceRow;

/**
 * Makes records of one table layout's changes: an encoder for each operation, so that an UPDATE
 * that becomes DELETE and INSERT costs no new context. Used by one thread.
 */
final class ChangeEncoder {
  private final Encoder inserts;
  private final Encoder updates;
  private final Encoder deletes;
  private final ChangeContext context;
  private long events;

  private static final class Encoder {
    private final Operation operation;
    private final RowEncoder rows;
    private long begunFor;

    Encoder(Operation operation, ImageLayout layout, Format format) {
      this.operation = operation;
      this.rows = RowEncoder.ofBinlog(layout.table(), layout.wires(), format);
    }
  }

  /**
   * @param context of the event that rows are of; filled anew before {@link #open}
   */
  ChangeEncoder(ImageLayout layout, Format format, ChangeContext context) {
    inserts = new Encoder(Operation.INSERT, layout, format);
    updates = new Encoder(Operation.UPDATE, layout, format);
    deletes = new Encoder(Operation.DELETE, layout, format);
    this.context = context;
  }

  /** The rows that follow are of another event. */
  void open() {
    events++;
  }

  /** One record; {@code before} is null for an INSERT, {@code after} for a DELETE. */
  byte[] record(SourceRow before, SourceRow after, long id) {
    Encoder encoder = before == null ? inserts : after == null ? deletes : updates;
    if (encoder.begunFor != events) {
      encoder.begunFor = events;
      encoder.rows.begin(encoder.operation, context);
    }
    encoder.rows.encode(before, after, id);
    return encoder.rows.copy();
  }
}
