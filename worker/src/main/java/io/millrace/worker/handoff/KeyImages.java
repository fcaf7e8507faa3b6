package io.millrace.worker.handoff;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.binlog.ImageLayout;
import io.millrace.worker.row.BinlogText;
import io.millrace.worker.row.BinlogTexts;
import io.millrace.worker.row.ByteBuilder;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.row.WireColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The key's columns of the binlog's rows, of a table with a key. Used by one thread. */
final class KeyImages {
  private final TableDefinition table;
  private final int[] places;
  private final BinlogText[] texts;
  private final ByteBuilder text = new ByteBuilder(64);

  /**
   * @throws MillraceException TABLE_CHANGED when the binlog brings a key column as another type
   */
  KeyImages(ImageLayout layout) {
    table = layout.table();
    places = places(table);
    texts = new BinlogText[places.length];
    for (int i = 0; i < places.length; i++) {
      ColumnDefinition column = table.columns().get(places[i]);
      WireColumn wire = layout.wires().get(places[i]);
      BinlogTexts.check(table.id(), column, wire);
      texts[i] = BinlogTexts.of(table, column, wire).orElse(null);
    }
  }

  /** Where the key's columns stand among the table's. */
  static int[] places(TableDefinition table) {
    return table.key().columns().stream().map(KeyColumn::column).mapToInt(table::indexOf).toArray();
  }

  /**
   * A copy of the key in the binlog's form.
   *
   * @param before of an UPDATE, whose after-image may leave out what did not change; else null
   * @throws MillraceException BINLOG_UNFIT when an image lacks a column of the key
   */
  List<Bytes> raw(SourceRow image, SourceRow before) {
    List<Bytes> key = new ArrayList<>(places.length);
    for (int place : places) {
      SourceRow row = image.isAbsent(place) && before != null ? before : image;
      if (row.length(place) < 0) {
        throw missing(place, row.isAbsent(place) ? "leaves out" : "has NULL in");
      }
      int from = row.from(place);
      key.add(Bytes.of(Arrays.copyOfRange(row.bytes(place), from, from + row.length(place))));
    }
    return key;
  }

  private MillraceException missing(int place, String how) {
    return new MillraceException(
        ErrorCode.BINLOG_UNFIT,
        "Reading changes of table %s: a row in the binlog %s the key's column `%s`"
            .formatted(table.id(), how, table.columns().get(place).name()));
  }

  /** A key column's value as the select list of the table's rows brings it. */
  byte[] text(int nth, Bytes raw) {
    byte[] bytes = raw.toArray();
    if (texts[nth] == null) {
      return bytes;
    }
    text.clear();
    texts[nth].put(bytes, 0, bytes.length, text);
    return text.copy();
  }
}
