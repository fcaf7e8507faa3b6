package io.millrace.worker.chunk;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.worker.mysql.Quoting;
import java.util.Optional;

/**
 * The one table of key kinds: how MySQL orders the values of a key column, and how SQL asks for
 * them. A new kind is one line here, one line in {@link #of} and one table in KeyKindsIT. Pure.
 */
enum KeyKind {
  SIGNED(Sql.COLUMN, null, (c, raw) -> OrderBytes.signedText(raw), Sql.NUMBER, Span.COMPARED),
  UNSIGNED(Sql.COLUMN, null, (c, raw) -> OrderBytes.unsignedText(raw), Sql.NUMBER, Span.COMPARED),
  BIT(Sql.COLUMN, null, (c, raw) -> OrderBytes.bits(raw), Sql.ORDER_NUMBER, Span.COMPARED),
  DECIMAL(
      Sql.COLUMN,
      null,
      (c, raw) -> OrderBytes.decimal(raw, c.precision(), c.scale()),
      Sql.NUMBER,
      Span.COMPARED),
  /** {@code + 0E0}: the text protocol rounds a FLOAT to six digits, but not a DOUBLE. */
  FLOATING(
      (c, name) -> "(" + name + " + 0E0)",
      null,
      (c, raw) -> OrderBytes.floating(raw),
      Sql.DOUBLE,
      Span.COMPARED),
  YEAR(Sql.COLUMN, null, (c, raw) -> OrderBytes.unsignedText(raw), Sql.NUMBER, Span.COMPARED),
  /** Fixed width, most significant digit first; zero dates are the smallest. */
  CALENDAR(Sql.COLUMN, null, (c, raw) -> raw, Sql.QUOTED, Span.COMPARED),
  TIME(Sql.COLUMN, null, (c, raw) -> OrderBytes.time(raw), Sql.QUOTED, Span.COMPARED),
  BINARY(Sql.COLUMN, null, (c, raw) -> raw, (c, v) -> Quoting.hex(v.value()), Span.COMPARED),
  /** Plain WEIGHT_STRING(k) would sort every PAD SPACE collation wrongly. */
  TEXT(
      Sql.COLUMN,
      (c, name) -> "WEIGHT_STRING(" + name + " AS CHAR(" + Math.max(1, c.length()) + "))",
      (c, raw) -> raw,
      Sql.CHARACTERS,
      Span.COMPARED),
  /** By index: compared as text MySQL gives another order, {@code k + 0} scans the index. */
  ENUM(
      Sql.COLUMN,
      (c, name) -> "(" + name + " + 0)",
      (c, raw) -> OrderBytes.unsignedText(raw),
      Sql.CHARACTERS,
      Span.LISTED),
  /** By number. */
  SET(
      Sql.COLUMN,
      (c, name) -> "CAST(" + name + " AS UNSIGNED)",
      (c, raw) -> OrderBytes.unsignedText(raw),
      Sql.CHARACTERS,
      Span.LISTED_OR_COMPARED);

  private final Sql value;
  private final Sql order;
  private final ToOrder toOrder;
  private final Sql.Literal literal;
  private final Span span;

  KeyKind(Sql value, Sql order, ToOrder toOrder, Sql.Literal literal, Span span) {
    this.value = value;
    this.order = order;
    this.toOrder = toOrder;
    this.literal = literal;
    this.span = span;
  }

  /** How a range over a column of this kind is written. */
  enum Span {
    /** {@code k > x AND k <= y}. */
    COMPARED,
    /** {@code k IN (3, 4, 5)}: the numbers of the range. */
    LISTED,
    /**
     * As LISTED while the list is short. Else {@code CAST(k AS UNSIGNED) > 5}, which scans the
     * index; so would {@code k > 5}, which is wrong from the 64th member on (tried on 8.0.33).
     */
    LISTED_OR_COMPARED
  }

  /** Makes order bytes of what the order expression, or without one the value, gives. */
  private interface ToOrder {
    byte[] of(ColumnDefinition column, byte[] raw);
  }

  /** The kind of a column; empty for those that have no known order. */
  static Optional<KeyKind> of(ColumnDefinition column) {
    return Optional.ofNullable(
        switch (column.dataType()) {
          case "tinyint", "smallint", "mediumint", "int", "bigint" ->
              column.unsigned() ? UNSIGNED : SIGNED;
          case "bit" -> BIT;
          case "decimal" -> DECIMAL;
          case "float", "double" -> FLOATING;
          case "year" -> column.columnType().contains("(2)") ? null : YEAR;
          case "date", "datetime", "timestamp" -> CALENDAR;
          case "time" -> TIME;
          case "binary", "varbinary" -> BINARY;
          case "char", "varchar" -> isOrderedByWeights(column) ? TEXT : null;
          // With a label '' the same text stands for two values, that label and index 0.
          case "enum" -> column.labels().contains("") ? null : ENUM;
          case "set" -> SET;
          default -> null;
        });
  }

  /**
   * WEIGHT_STRING of the Czech collations leaves out what their unique keys tell apart. MariaDB's
   * CHAR under a NO PAD collation is compared in another order than its weights (seen on 11.4.5: a
   * range left a row out).
   */
  private static boolean isOrderedByWeights(ColumnDefinition column) {
    return column.charset() != null
        && !column.collation().endsWith("_czech_cs")
        && !(column.dataType().equals("char") && column.collation().contains("_nopad_"));
  }

  /** The expression whose text are a bound's value bytes. */
  String valueSql(ColumnDefinition column) {
    return value.of(column, Quoting.name(column.name()));
  }

  /** The expression that order bytes are made of; null when they are made of the value. */
  String orderSql(ColumnDefinition column) {
    return order == null ? null : order.of(column, Quoting.name(column.name()));
  }

  /** The same of a value that is written into the statement. */
  String orderSql(ColumnDefinition column, KeyValue value) {
    return order.of(column, literal(column, value));
  }

  byte[] orderBytes(ColumnDefinition column, byte[] raw) {
    return toOrder.of(column, raw);
  }

  String literal(ColumnDefinition column, KeyValue value) {
    return literal.of(column, value);
  }

  Span span() {
    return span;
  }
}
