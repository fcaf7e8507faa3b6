package io.millrace.worker.route;

import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.row.ByteBuilder;
import io.millrace.worker.row.SourceRow;
import java.util.Arrays;
import java.util.List;

/** Some columns of a table's rows as items of a JSON array. */
final class RowText {
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final int[] columns;
  private final KeyValue[] values;

  /** Throws IllegalArgumentException for a column that the table does not have. */
  RowText(TableDefinition table, List<String> names) {
    columns = names.stream().mapToInt(table::indexOf).toArray();
    values = new KeyValue[columns.length];
    for (int i = 0; i < columns.length; i++) {
      values[i] = KeyValues.of(table.id(), table.columns().get(columns[i]));
    }
  }

  /** Whether two rows of one form, the SELECT's or the binlog's, have the same bytes here. */
  boolean same(SourceRow a, SourceRow b) {
    for (int column : columns) {
      int length = a.length(column);
      if (length != b.length(column)
          || (length > 0
              && !Arrays.equals(
                  a.bytes(column),
                  a.from(column),
                  a.from(column) + length,
                  b.bytes(column),
                  b.from(column),
                  b.from(column) + length))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Appends a string per column, NULL as JSON's null, and the bracket that ends the array.
   *
   * @param first whether the array has no item yet
   */
  void putItems(SourceRow row, ByteBuilder json, boolean first) {
    for (int i = 0; i < columns.length; i++) {
      if (i > 0 || !first) {
        json.put(',');
      }
      int length = row.length(columns[i]);
      if (length < 0) {
        json.put(NULL);
      } else {
        json.put('"');
        values[i].write(row.bytes(columns[i]), row.from(columns[i]), length, json);
        json.put('"');
      }
    }
    json.put(']');
  }
}
