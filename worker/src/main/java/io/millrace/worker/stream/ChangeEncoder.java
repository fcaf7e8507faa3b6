package io.millrace.worker.stream;

import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.ImageLayout;
import io.millrace.worker.encode.Operation;
import io.millrace.worker.encode.RecordContext;
import io.millrace.worker.encode.RowEncoder;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.SourceTransaction;
import io.millrace.worker.row.SourceRow;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes records of one table layout's changes: an encoder for each operation, so that an UPDATE
 * that becomes DELETE and INSERT costs no new context. Used by one thread.
 */
final class ChangeEncoder {
  private final Map<Operation, Encoder> encoders = new java.util.EnumMap<>(Operation.class);
  private long events;
  private BinlogEvent event;
  private TransactionHandler.Head head;
  private long readMillis;

  private static final class Encoder {
    private final RowEncoder rows;
    private long begunFor;

    Encoder(RowEncoder rows) {
      this.rows = rows;
    }
  }

  ChangeEncoder(ImageLayout layout, Format format) {
    TableDefinition table = layout.table();
    for (Operation operation :
        new Operation[] {Operation.INSERT, Operation.UPDATE, Operation.DELETE}) {
      encoders.put(operation, new Encoder(RowEncoder.ofBinlog(table, layout.wires(), format)));
    }
  }

  /** The rows that follow are of this event. */
  void open(BinlogEvent rows, TransactionHandler.Head of, long millis) {
    events++;
    event = rows;
    head = of;
    readMillis = millis;
  }

  /** One record; {@code before} is null for an INSERT, {@code after} for a DELETE. */
  byte[] record(SourceRow before, SourceRow after, long id) {
    Operation operation =
        before == null ? Operation.INSERT : after == null ? Operation.DELETE : Operation.UPDATE;
    Encoder encoder = encoders.get(operation);
    if (encoder.begunFor != events) {
      encoder.begunFor = events;
      encoder.rows.begin(context(operation));
    }
    encoder.rows.encode(before, after, id);
    return encoder.rows.copy();
  }

  private RecordContext context(Operation operation) {
    return new RecordContext(
        operation,
        event.timestampSeconds(),
        place(event.file(), event.end()),
        place(head.transaction().start().file(), head.transaction().start().offset()),
        tags(head, event, readMillis));
  }

  static String place(String file, long offset) {
    return new BinlogPlace(file, offset).toDtsPosition();
  }

  /** The tags of a change or a statement beside those of its table. */
  static Map<String, String> tags(
      TransactionHandler.Head head, BinlogEvent event, long readMillis) {
    SourceTransaction transaction = head.transaction();
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("thread_id", Long.toString(head.threadId()));
    tags.put("server_id", Long.toString(event.serverId()));
    tags.put(RecordContext.READ_MILLIS_TAG, Long.toString(readMillis));
    if (!transaction.gtid().isEmpty()) {
      tags.put("GTID", transaction.gtid());
    }
    return tags;
  }
}
