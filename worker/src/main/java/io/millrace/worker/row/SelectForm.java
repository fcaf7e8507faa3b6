package io.millrace.worker.row;

import io.millrace.proto.table.ColumnDefinition;

/** How a column is asked for in a SELECT whose results come unconverted as text. */
public enum SelectForm {
  /** The column itself. */
  COLUMN {
    @Override
    String expression(ColumnDefinition column, String quoted) {
      return quoted;
    }
  },
  /**
   * The column as a DOUBLE expression: the text protocol prints a FLOAT with six digits and a
   * DOUBLE(M,D) with D decimals, but an expression with all digits that tell the double apart. A
   * product keeps the sign of -0, a sum would lose it.
   */
  EXACT_DOUBLE {
    @Override
    String expression(ColumnDefinition column, String quoted) {
      return "(" + quoted + " * 1E0)";
    }
  },
  /** The column itself, unless it is declared with a number of decimals. */
  EXACT_DOUBLE_IF_ROUNDED {
    @Override
    String expression(ColumnDefinition column, String quoted) {
      return column.columnType().indexOf('(') < 0
          ? quoted
          : EXACT_DOUBLE.expression(column, quoted);
    }
  },
  /**
   * Labels in UTF-8, converted by the server, which knows every character set it has. Labels of the
   * set {@code binary}, for which information_schema names no set, come as they are: converted, all
   * that is no UTF-8 would be NULL.
   */
  UTF8 {
    @Override
    String expression(ColumnDefinition column, String quoted) {
      return MySqlCharsets.isUtf8(column.charset()) || MySqlCharsets.isBinary(column.charset())
          ? quoted
          : "CONVERT(" + quoted + " USING utf8mb4)";
    }
  };

  abstract String expression(ColumnDefinition column, String quoted);
}
