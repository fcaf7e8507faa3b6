package io.millrace.ops.demo.verify;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A column of a source table.
 *
 * @param charset MySQL's name as the format has it, empty for types without
 * @param scale of a decimal
 */
record ColumnShape(String name, String dataType, String charset, int scale) {

  ColumnKind kind() {
    return ColumnKind.of(dataType).kind();
  }

  int number() {
    return ColumnKind.of(dataType).number();
  }

  String quoted() {
    return "`" + name.replace("`", "``") + "`";
  }

  /**
   * The canonical text of what the server sent for {@link ColumnKind#select}.
   *
   * @param raw bytes of the text protocol, null for NULL
   */
  String canonical(byte[] raw) {
    if (raw == null) {
      return Canonical.NULL;
    }
    String text = ColumnKind.latin1(raw);
    return switch (kind()) {
      case INTEGER, BIT -> Canonical.integer(new BigInteger(text));
      case DECIMAL -> Canonical.decimal(new BigDecimal(text), scale);
      case FLOAT -> Canonical.number(Double.parseDouble(text));
      case YEAR -> Canonical.dateTime(Integer.valueOf(text), null, null, null, null, null, 0);
      case DATE -> date(text);
      case TIME -> time(text);
      case DATETIME -> dateTime(text);
      case TIMESTAMP -> timestamp(text);
      case CHARACTER -> Canonical.bytes(charset, text);
      case BINARY -> Canonical.bytes("BINARY", text);
      case BLOB -> Canonical.bytes("BLOB", text);
      case TEXT -> Canonical.bytes("TEXT", text);
      case JSON -> Canonical.bytes("JSON", text);
      case LABEL -> Canonical.bytes(dataType.equals("enum") ? "ENUM" : "SET", text);
      case GEOMETRY -> geometry(raw, text);
    };
  }

  private static String date(String text) {
    return Canonical.dateTime(
        part(text, 0, 4), part(text, 5, 7), part(text, 8, 10), null, null, null, 0);
  }

  private static String dateTime(String text) {
    return Canonical.dateTime(
        part(text, 0, 4),
        part(text, 5, 7),
        part(text, 8, 10),
        part(text, 11, 13),
        part(text, 14, 16),
        part(text, 17, 19),
        micros(text));
  }

  private static String time(String text) {
    boolean negative = text.startsWith("-");
    String[] parts = (negative ? text.substring(1) : text).split("[:.]");
    long seconds =
        Long.parseLong(parts[0]) * 3600 + Long.parseLong(parts[1]) * 60 + Long.parseLong(parts[2]);
    long micros = seconds * 1_000_000 + micros(text);
    return Canonical.time(negative ? -micros : micros);
  }

  private static String timestamp(String text) {
    int dot = text.indexOf('.');
    return Canonical.timestamp(
        Long.parseLong(dot < 0 ? text : text.substring(0, dot)), micros(text));
  }

  /** MySQL's own form: four bytes of SRID, lowest first, then WKB. */
  private static String geometry(byte[] raw, String text) {
    long srid =
        (raw[0] & 0xffL)
            | ((raw[1] & 0xffL) << 8)
            | ((raw[2] & 0xffL) << 16)
            | ((raw[3] & 0xffL) << 24);
    return Canonical.geometry(srid, text.substring(4));
  }

  private static Integer part(String text, int from, int to) {
    return Integer.valueOf(text.substring(from, to));
  }

  private static int micros(String text) {
    int dot = text.indexOf('.');
    return dot < 0 ? 0 : Integer.parseInt((text.substring(dot + 1) + "000000").substring(0, 6));
  }
}
