package io.millrace.ops.demo.verify;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** How the verifier itself reads a type of MySQL; each states its number in the DTS format. */
enum ColumnKind {
  INTEGER("%s"),
  BIT("%s+0"),
  DECIMAL("%s"),
  /** Times one: MySQL prints the exact double instead of six digits of the float. */
  FLOAT("%s*1e0"),
  YEAR("%s"),
  DATE("%s"),
  TIME("%s"),
  DATETIME("%s"),
  TIMESTAMP("UNIX_TIMESTAMP(%s)"),
  CHARACTER("%s"),
  BINARY("%s"),
  BLOB("%s"),
  TEXT("%s"),
  JSON("CAST(%s AS CHAR CHARACTER SET utf8mb4)"),
  LABEL("CONVERT(%s USING utf8mb4)"),
  GEOMETRY("%s");

  /** Data type of information_schema to kind and number. */
  private static final Map<String, Type> TYPES =
      Map.ofEntries(
          Map.entry("tinyint", new Type(INTEGER, 1)),
          Map.entry("smallint", new Type(INTEGER, 2)),
          Map.entry("mediumint", new Type(INTEGER, 9)),
          Map.entry("int", new Type(INTEGER, 3)),
          Map.entry("bigint", new Type(INTEGER, 8)),
          Map.entry("bit", new Type(BIT, 16)),
          Map.entry("decimal", new Type(DECIMAL, 246)),
          Map.entry("float", new Type(FLOAT, 4)),
          Map.entry("double", new Type(FLOAT, 5)),
          Map.entry("year", new Type(YEAR, 13)),
          Map.entry("date", new Type(DATE, 10)),
          Map.entry("time", new Type(TIME, 11)),
          Map.entry("datetime", new Type(DATETIME, 12)),
          Map.entry("timestamp", new Type(TIMESTAMP, 7)),
          Map.entry("char", new Type(CHARACTER, 254)),
          Map.entry("varchar", new Type(CHARACTER, 253)),
          Map.entry("binary", new Type(BINARY, 254)),
          Map.entry("varbinary", new Type(BINARY, 253)),
          Map.entry("tinyblob", new Type(BLOB, 249)),
          Map.entry("mediumblob", new Type(BLOB, 250)),
          Map.entry("longblob", new Type(BLOB, 251)),
          Map.entry("blob", new Type(BLOB, 252)),
          Map.entry("tinytext", new Type(TEXT, 249)),
          Map.entry("mediumtext", new Type(TEXT, 250)),
          Map.entry("longtext", new Type(TEXT, 251)),
          Map.entry("text", new Type(TEXT, 252)),
          Map.entry("json", new Type(JSON, 245)),
          Map.entry("enum", new Type(LABEL, 247)),
          Map.entry("set", new Type(LABEL, 248)));

  private final String sql;

  ColumnKind(String sql) {
    this.sql = sql;
  }

  /** The expression to select, for a quoted column name. */
  String select(String quotedColumn) {
    return String.format(sql, quotedColumn);
  }

  /** Kind and number of a data type; all that is not listed is a geometry. */
  static Type of(String dataType) {
    return TYPES.getOrDefault(dataType, new Type(GEOMETRY, 255));
  }

  /** As text, what the server sent; every canonical text holds a character a byte. */
  static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A kind, and the type's number in the format. */
  record Type(ColumnKind kind, int number) {}
}
