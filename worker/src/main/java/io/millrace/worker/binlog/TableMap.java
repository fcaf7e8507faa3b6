package io.millrace.worker.binlog;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableId;
import io.millrace.worker.row.WireColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a TABLE_MAP event says of the table of the row events behind it. Immutable. Types that this
 * version does not know are no error until {@link #columns} is asked for: they may be those of a
 * table that the task does not copy.
 */
public final class TableMap {
  private static final int TABLE_ID_BYTES = 6;
  private static final int ENUM = 247;
  private static final int SET = 248;
  private static final int STRING = 254;

  private final BinlogEvent event;
  private final long tableId;
  private final TableId table;
  private final byte[] types;
  private final byte[] metadata;
  private final int optionalAt;

  private TableMap(
      BinlogEvent event,
      long tableId,
      TableId table,
      byte[] types,
      byte[] metadata,
      int optionalAt) {
    this.event = event;
    this.tableId = tableId;
    this.table = table;
    this.types = types;
    this.metadata = metadata;
    this.optionalAt = optionalAt;
  }

  public static TableMap of(BinlogEvent event) {
    BodyCursor body = new BodyCursor(event);
    long tableId = body.little(TABLE_ID_BYTES);
    body.skip(2);
    String database = body.utf8(body.octet());
    body.skip(1);
    String table = body.utf8(body.octet());
    body.skip(1);
    byte[] types = body.bytes((int) body.packed());
    byte[] metadata = body.bytes((int) body.packed());
    body.skip((types.length + 7) / 8);
    return new TableMap(event, tableId, new TableId(database, table), types, metadata, body.at());
  }

  /** The number by which row events refer to this event; new after every change of the table. */
  public long tableId() {
    return tableId;
  }

  public TableId table() {
    return table;
  }

  /** How many columns a row image has, with those that the task leaves out. */
  public int columnCount() {
    return types.length;
  }

  /** Whether a later event says the very same. */
  public boolean isSame(BinlogEvent later) {
    return Arrays.equals(event.body(), 0, event.length(), later.body(), 0, later.length());
  }

  /**
   * How the columns' values lie in row images.
   *
   * @throws MillraceException COLUMN_TYPE_UNKNOWN, naming the table and the column's place
   */
  public List<WireColumn> columns() {
    List<WireColumn> columns = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < types.length; i++) {
      int code = types[i] & 0xff;
      int bytes = metadataBytes(code);
      try {
        int low = bytes > 0 ? metadata[at] & 0xff : 0;
        int high = bytes > 1 ? metadata[at + 1] & 0xff : 0;
        columns.add(WireColumn.of(code, low, high));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new MillraceException(
            ErrorCode.COLUMN_TYPE_UNKNOWN,
            "Decoding changes of table "
                + table
                + ": the binlog brings column "
                + (i + 1)
                + " of "
                + types.length
                + " with the type code "
                + code
                + ", which this version cannot read",
            e);
      }
      at += bytes;
    }
    return columns;
  }

  /** What the server adds under {@code binlog_row_metadata}; the least under MINIMAL. */
  public TableMetadata metadata() {
    BodyCursor body = new BodyCursor(event);
    body.skip(optionalAt);
    return TableMetadata.read(body, realTypes());
  }

  /** The columns' names, where the server sends them. */
  public Optional<List<String>> names() {
    List<String> names = metadata().names();
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }

  /** The types with ENUM and SET told apart from CHAR, which all have CHAR's code. */
  private byte[] realTypes() {
    byte[] real = types.clone();
    int at = 0;
    for (int i = 0; i < types.length; i++) {
      int code = types[i] & 0xff;
      int low = code == STRING && at < metadata.length ? metadata[at] & 0xff : 0;
      if (low == ENUM || low == SET) {
        real[i] = (byte) low;
      }
      at += metadataBytes(code);
    }
    return real;
  }

  private static int metadataBytes(int code) {
    return switch (code) {
      case 4, 5, 17, 18, 19, 242, 245, 249, 250, 251, 252, 255 -> 1;
      case 15, 16, 246, 247, 248, 253, 254 -> 2;
      default -> 0;
    };
  }
}
