package io.millrace.worker.row;

import io.millrace.proto.table.TableDefinition;
import java.util.List;
import java.util.Optional;

/**
 * Some columns of a row from the binlog, as {@link SelectList}'s result set brings them: what the
 * router reads, so that a change and a copied row get the very same key and hash. Used by one
 * thread.
 */
public final class TextRow {
  private final int[] columns;
  private final BinlogText[] texts;
  private final SourceRow row;
  private final ByteBuilder bytes = new ByteBuilder(128);
  private final int[] starts;

  /**
   * @param wires of the table's columns, in the definition's order
   * @param names the columns that are wanted; all others are absent from the row
   */
  public TextRow(TableDefinition table, List<WireColumn> wires, List<String> names) {
    columns = names.stream().mapToInt(table::indexOf).distinct().toArray();
    texts = new BinlogText[columns.length];
    starts = new int[columns.length + 1];
    row = new SourceRow(table.columns().size());
    for (int i = 0; i < row.columns(); i++) {
      row.setAbsent(i);
    }
    for (int i = 0; i < columns.length; i++) {
      Optional<BinlogText> text =
          BinlogTexts.of(table, table.columns().get(columns[i]), wires.get(columns[i]));
      texts[i] = text.orElse(TextRow::copy);
    }
  }

  /** Converts; the row given is this object's own and holds until the next call. */
  public SourceRow of(SourceRow image) {
    bytes.clear();
    for (int i = 0; i < columns.length; i++) {
      starts[i] = bytes.length();
      int column = columns[i];
      if (image.length(column) >= 0) {
        texts[i].put(image.bytes(column), image.from(column), image.length(column), bytes);
      }
    }
    starts[columns.length] = bytes.length();
    for (int i = 0; i < columns.length; i++) {
      int column = columns[i];
      if (image.isNull(column)) {
        row.setNull(column);
      } else if (image.isAbsent(column)) {
        row.setAbsent(column);
      } else {
        row.set(column, bytes.array(), starts[i], starts[i + 1] - starts[i]);
      }
    }
    return row;
  }

  private static void copy(byte[] source, int from, int length, ByteBuilder out) {
    out.put(source, from, length);
  }
}
