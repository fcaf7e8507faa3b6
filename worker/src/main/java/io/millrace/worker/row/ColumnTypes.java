package io.millrace.worker.row;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import java.util.Optional;

/** Looks columns up in the type table. */
public final class ColumnTypes {
  private ColumnTypes() {}

  /**
   * The column's line in the type table.
   *
   * @throws MillraceException COLUMN_TYPE_UNKNOWN, naming table and column
   */
  public static ColumnType of(TableId table, ColumnDefinition column) {
    return known(column).orElseThrow(() -> unknown("table " + table + ": column ", column));
  }

  /**
   * What to write in a SELECT to get the column's value in the form that the encoder and the router
   * read, on a connection with {@code character_set_results = NULL} and {@code time_zone =
   * '+00:00'}.
   *
   * @throws MillraceException COLUMN_TYPE_UNKNOWN, naming the column
   */
  public static String selectExpression(ColumnDefinition column) {
    return known(column)
        .orElseThrow(() -> unknown("column ", column))
        .selectForm()
        .expression(column, quote(column.name()));
  }

  /** A name in backticks, a backtick within it doubled. */
  public static String quote(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** A year of two digits comes without its century from a SELECT and with it from the binlog. */
  private static Optional<ColumnType> known(ColumnDefinition column) {
    return column.columnType().startsWith("year(2)")
        ? Optional.empty()
        : ColumnType.ofDataType(column.dataType());
  }

  private static MillraceException unknown(String where, ColumnDefinition column) {
    return new MillraceException(
        ErrorCode.COLUMN_TYPE_UNKNOWN,
        where
            + quote(column.name())
            + " has the type "
            + column.columnType()
            + ", which this version cannot copy");
  }
}
