package io.millrace.worker.encode;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.row.ColumnTypes;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.row.WireColumn;
import java.util.List;

/**
 * Writes a table's rows as DTS records, from the bytes of {@link
 * io.millrace.worker.row.SelectList}'s result set or from those of the binlog. Used by one thread;
 * keeps one buffer, as large as the largest record was.
 */
public final class RowEncoder {
  private final TableDefinition table;
  private final ColumnWriter[] writers;
  private final SpatialTags spatialTags;
  private final String objectName;
  private final byte[] fields;
  private final AvroOut out = new AvroOut(1024);

  private Operation operation;
  private final AvroOut head = new AvroOut(256);
  private final AvroOut tags = new AvroOut(256);
  private final AvroOut tail = new AvroOut(16);
  private final byte[] keyTag;
  private int tagCount;
  private Operation sourceOf;
  private byte[] source;

  /**
   * @throws MillraceException COLUMN_TYPE_UNKNOWN, naming table and column
   */
  public RowEncoder(TableDefinition table, Format format) {
    this(
        table,
        table.columns().stream()
            .map(column -> TextWriters.of(table.id(), column, format))
            .toArray(ColumnWriter[]::new));
  }

  /**
   * For rows from the binlog: the same bytes as for the same rows from a SELECT.
   *
   * @param wires of the table's columns, in the definition's order
   * @throws MillraceException COLUMN_TYPE_UNKNOWN; TABLE_CHANGED when the binlog brings another
   *     type than the definition has; both name table and column
   */
  public static RowEncoder ofBinlog(TableDefinition table, List<WireColumn> wires, Format format) {
    return new RowEncoder(table, BinlogWriters.of(table, wires, format));
  }

  /** With writers of its own per column: how another source of rows comes in. */
  RowEncoder(TableDefinition table, ColumnWriter[] writers) {
    this.table = table;
    this.writers = writers.clone();
    spatialTags = new SpatialTags(table);
    objectName = Envelope.escape(table.id().database()) + "." + Envelope.escape(table.id().table());
    AvroOut key = new AvroOut(128);
    key.putText(KeyInfo.TAG);
    key.putText(KeyInfo.json(table));
    keyTag = key.copy();
    fields = fields(table);
  }

  /** Sets what the rows that follow share. */
  public void begin(RecordContext context) {
    operation = context.operation();
    head.clear();
    Envelope.putHead(head, context, table.serverVersion(), objectName);
    tagCount = 1 + context.tags().size();
    tags.clear();
    tags.put(keyTag);
    Envelope.putEntries(tags, context.tags());
    tail.clear();
    tail.putLong(context.sourceTimestampSeconds());
  }

  /** Likewise for the rows of an event of the binlog. */
  public void begin(Operation what, ChangeContext context) {
    operation = what;
    if (sourceOf != what) {
      AvroOut part = new AvroOut(128);
      Envelope.putSource(part, what, table.serverVersion(), objectName);
      source = part.copy();
      sourceOf = what;
    }
    head.clear();
    head.putLong(context.timestampSeconds());
    put(context.places(), head);
    head.put(source);
    tagCount = 1 + context.tagCount();
    tags.clear();
    tags.put(keyTag);
    put(context.tags(), tags);
    tail.clear();
    tail.putLong(context.timestampSeconds());
  }

  private static void put(AvroOut part, AvroOut whole) {
    whole.put(part.array(), 0, part.length());
  }

  /**
   * Writes the record of an INSERT or of a row of the full step; {@link #copy()} gives its bytes.
   *
   * @return the record's length in bytes
   */
  public int encode(SourceRow row, long id) {
    return encode(null, row, id);
  }

  /**
   * Writes the record of a change under the operation that {@link #begin} was given.
   *
   * @param before the row before an UPDATE or DELETE, else null
   * @param after the row after an INSERT, INIT or UPDATE, else null
   * @param id the record's id
   * @return the record's length in bytes
   */
  public int encode(SourceRow before, SourceRow after, long id) {
    if (operation == null
        || operation.hasBefore() != (before != null)
        || operation.hasAfter() != (after != null)) {
      throw new IllegalStateException(
          "operation " + operation + " with images that do not belong to it");
    }
    out.clear();
    out.putLong(Envelope.VERSION);
    out.putLong(id);
    put(head, out);
    SourceRow newest = after != null ? after : before;
    out.putLong(tagCount + spatialTags.count(newest));
    put(tags, out);
    spatialTags.put(newest, out);
    out.putLong(0);
    out.put(fields);
    putImage(before);
    putImage(after);
    put(tail, out);
    return out.length();
  }

  /** The last record, in an array of exactly its length. */
  public byte[] copy() {
    return out.copy();
  }

  private void putImage(SourceRow row) {
    if (row == null) {
      out.putLong(Envelope.NULL);
      return;
    }
    out.putLong(Envelope.ARRAY);
    out.putLong(writers.length);
    int column = 0;
    try {
      for (; column < writers.length; column++) {
        int length = row.length(column);
        if (length >= 0) {
          writers[column].write(row.bytes(column), row.from(column), length, out);
        } else if (row.isNull(column)) {
          out.putLong(Branch.NULL);
        } else {
          out.putLong(Branch.EMPTY_OBJECT);
          out.putLong(Branch.NONE);
        }
      }
    } catch (IllegalArgumentException e) {
      throw unreadable(row, column, e);
    }
    out.putLong(0);
  }

  private MillraceException unreadable(SourceRow row, int column, IllegalArgumentException e) {
    ColumnDefinition definition = table.columns().get(column);
    return new MillraceException(
        ErrorCode.BUG,
        "encoding table "
            + table.id()
            + ", column "
            + ColumnTypes.quote(definition.name())
            + " of type "
            + definition.columnType()
            + ": "
            + row.length(column)
            + " bytes that this version cannot read: "
            + e.getMessage(),
        e);
  }

  private static byte[] fields(TableDefinition table) {
    List<ColumnDefinition> columns = table.columns();
    AvroOut out = new AvroOut(32 * columns.size() + 8);
    out.putLong(Envelope.ARRAY);
    out.putLong(columns.size());
    for (ColumnDefinition column : columns) {
      out.putText(column.name());
      out.putLong(ColumnTypes.of(table.id(), column).dataTypeNumber());
    }
    out.putLong(0);
    return out.copy();
  }
}
