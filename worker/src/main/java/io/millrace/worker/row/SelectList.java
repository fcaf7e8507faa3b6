package io.millrace.worker.row;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import java.util.StringJoiner;

/** The select list that brings a table's rows as the encoder reads them. */
public final class SelectList {
  private SelectList() {}

  /**
   * All columns of the definition in its order: {@code `a`, (`f` * 1E0)}. The i-th result column is
   * column i of a {@link SourceRow}.
   *
   * @throws io.millrace.common.error.MillraceException COLUMN_TYPE_UNKNOWN, naming table and column
   */
  public static String of(TableDefinition table) {
    StringJoiner list = new StringJoiner(", ");
    for (ColumnDefinition column : table.columns()) {
      ColumnType type = ColumnTypes.of(table.id(), column);
      list.add(type.selectForm().expression(column, ColumnTypes.quote(column.name())));
    }
    return list.toString();
  }
}
