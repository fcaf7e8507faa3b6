package io.millrace.worker.chunk;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.worker.mysql.Quoting;

/** Writes an expression over a key column. */
interface Sql {
  /** The column itself. */
  Sql COLUMN = (column, name) -> name;

  /** The value's text is a number. */
  Literal NUMBER = (column, value) -> OrderBytes.ascii(value.value().toArray());

  /** The order bytes are the number. */
  Literal ORDER_NUMBER =
      (column, value) -> Long.toUnsignedString(OrderBytes.number(value.order().toArray()));

  /** A double: without exponent it would be a decimal. */
  Literal DOUBLE =
      (column, value) -> {
        String text = OrderBytes.ascii(value.value().toArray());
        return text.contains("e") || text.contains("E") ? text : text + "E0";
      };

  /** The value's text in quotes. */
  Literal QUOTED = (column, value) -> Quoting.text(OrderBytes.ascii(value.value().toArray()));

  /** Characters of the column's character set, compared by its collation. */
  Literal CHARACTERS =
      (column, value) -> Quoting.characters(value.value(), column.charset(), column.collation());

  /**
   * @param name the column's name in backquotes
   */
  String of(ColumnDefinition column, String name);

  /** Writes a value. */
  interface Literal {
    String of(ColumnDefinition column, KeyValue value);
  }
}
