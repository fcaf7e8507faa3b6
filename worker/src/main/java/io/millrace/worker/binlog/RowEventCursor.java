package io.millrace.worker.binlog;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.row.WireBytes;
import io.millrace.worker.row.WireColumn;

/**
 * Walks the rows of row events of one table layout (rows_event.h, "Rows_event"). Values are not
 * copied: the rows point into the event's bytes, in the binlog's form. One object serves event
 * after event; used by one thread.
 */
public final class RowEventCursor {
  private static final int TABLE_ID_BYTES = 6;
  private static final int FIRST_WITH_EXTRA_DATA = 30;

  private final ImageLayout layout;
  private final int[] prefixBytes;
  private final int[] fixedBytes;
  private final SourceRow before;
  private final SourceRow after;
  private final PartialJson partialJson;

  private BinlogEvent event;
  private byte[] body;
  private int end;
  private int at;
  private int beforeBitsAt;
  private int afterBitsAt;
  private int beforeCount;
  private int afterCount;

  public RowEventCursor(ImageLayout layout) {
    this.layout = layout;
    WireColumn[] wires = layout.imageWires();
    prefixBytes = new int[wires.length];
    fixedBytes = new int[wires.length];
    for (int i = 0; i < wires.length; i++) {
      prefixBytes[i] = wires[i].prefixBytes();
      fixedBytes[i] = wires[i].fixedBytes();
    }
    before = new SourceRow(layout.table().columns().size());
    after = new SourceRow(layout.table().columns().size());
    partialJson = new PartialJson(layout);
  }

  /** The table's number in a row event: which TABLE_MAP it belongs to. */
  public static long tableId(BinlogEvent event) {
    return WireBytes.little(event.body(), 0, TABLE_ID_BYTES);
  }

  /** Whether a row event is the last of its statement. */
  public static boolean endsStatement(BinlogEvent event) {
    return (event.body()[TABLE_ID_BYTES] & 1) != 0;
  }

  /**
   * Begins with an event's first row.
   *
   * @throws MillraceException TABLE_CHANGED when the event has another number of columns than its
   *     TABLE_MAP
   */
  public void open(BinlogEvent rows) {
    event = rows;
    body = rows.body();
    BodyCursor head = new BodyCursor(rows);
    head.skip(TABLE_ID_BYTES + 2);
    if (rows.type() >= FIRST_WITH_EXTRA_DATA) {
      head.skip((int) head.little(2) - 2);
    }
    int columns = (int) head.packed();
    if (columns != prefixBytes.length) {
      throw new MillraceException(
          ErrorCode.TABLE_CHANGED,
          "Decoding "
              + rows
              + " of table "
              + layout.table().id()
              + ": it has "
              + columns
              + " columns, its table map "
              + prefixBytes.length);
    }
    int bitBytes = (columns + 7) / 8;
    boolean inserts = rows.kind() == EventKind.WRITE_ROWS;
    boolean updates =
        rows.kind() == EventKind.UPDATE_ROWS || rows.kind() == EventKind.PARTIAL_UPDATE_ROWS;
    beforeBitsAt = inserts ? -1 : head.skip(bitBytes);
    afterBitsAt = inserts || updates ? head.skip(bitBytes) : -1;
    beforeCount = count(beforeBitsAt, columns);
    afterCount = count(afterBitsAt, columns);
    at = head.at();
    end = rows.length();
  }

  /** Whether every image of this event has every column: binlog_row_image FULL. */
  public boolean hasFullImages() {
    return (beforeBitsAt < 0 || beforeCount == prefixBytes.length)
        && (afterBitsAt < 0 || afterCount == prefixBytes.length);
  }

  /**
   * Goes to the next row; false at the event's end.
   *
   * @throws MillraceException BUG when the bytes are not those of such rows
   */
  public boolean next() {
    if (at >= end) {
      return false;
    }
    try {
      if (beforeBitsAt >= 0) {
        at = readImage(before, beforeBitsAt, beforeCount, at, null);
      }
      if (afterBitsAt >= 0) {
        PartialJson partial = null;
        if (event.kind() == EventKind.PARTIAL_UPDATE_ROWS) {
          at = partialJson.begin(body, at);
          partial = partialJson;
        }
        at = readImage(after, afterBitsAt, afterCount, at, partial);
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw broken(e);
    }
    if (at > end) {
      throw broken(null);
    }
    return true;
  }

  /** The row before an UPDATE or DELETE; null for an INSERT. Holds until {@link #next}. */
  public SourceRow before() {
    return beforeBitsAt < 0 ? null : before;
  }

  /** The row after an INSERT or UPDATE; null for a DELETE. Holds until {@link #next}. */
  public SourceRow after() {
    return afterBitsAt < 0 ? null : after;
  }

  private int readImage(
      SourceRow row, int presentAt, int presentCount, int from, PartialJson partial) {
    int[] places = layout.places();
    int value = from + (presentCount + 7) / 8;
    int nth = 0;
    for (int column = 0; column < places.length; column++) {
      int place = places[column];
      if (!isSet(presentAt, column)) {
        if (place >= 0) {
          row.setAbsent(place);
        }
        continue;
      }
      boolean isPartial = partial != null && partial.isPartial(column);
      if (isSet(from, nth++)) {
        if (place >= 0) {
          row.setNull(place);
        }
        continue;
      }
      int prefix = prefixBytes[column];
      int length = prefix == 0 ? fixedBytes[column] : (int) WireBytes.little(body, value, prefix);
      value += prefix;
      if (length < 0 || length > end - value) {
        throw broken(null);
      }
      if (place >= 0 && isPartial) {
        partial.apply(before, row, place, value, length);
      } else if (place >= 0) {
        row.set(place, body, value, length);
      }
      value += length;
    }
    return value;
  }

  private boolean isSet(int bitsAt, int bit) {
    return (body[bitsAt + (bit >> 3)] >> (bit & 7) & 1) != 0;
  }

  private int count(int bitsAt, int columns) {
    int count = 0;
    for (int i = 0; bitsAt >= 0 && i < columns; i++) {
      count += isSet(bitsAt, i) ? 1 : 0;
    }
    return count;
  }

  private MillraceException broken(Exception cause) {
    return new MillraceException(
        ErrorCode.BUG,
        "Decoding "
            + event
            + " of table "
            + layout.table().id()
            + ": its bytes are not rows of "
            + layout.wires(),
        cause);
  }
}
