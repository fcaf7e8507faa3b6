package io.millrace.worker.row;

import io.millrace.proto.table.ColumnDefinition;

/** How a type's values come from the binlog: which type codes, and what the bytes mean. */
public enum BinlogForm {
  TINY(1),
  SHORT(2),
  INT24(9),
  LONG(3),
  LONGLONG(8),
  /** Big-endian, as a SELECT brings it. */
  BIT(16),
  /** Groups of nine digits in four big-endian bytes. */
  PACKED_DECIMAL(246),
  FLOAT_BITS(4),
  DOUBLE_BITS(5),
  /** Years since 1900 in a byte; 0 is the year 0000. */
  YEAR(13),
  DATE(10, 14),
  /** The second code is MySQL 5.5's form, which tables keep until they are rebuilt. */
  TIME(19, 11),
  DATETIME(18, 12),
  TIMESTAMP(17, 7),
  /** Bytes as a SELECT brings them. */
  CHAR(254),
  VARCHAR(15, 253),
  /** BINARY(n), without the zeros at its end. */
  TRIMMED_BINARY(254),
  BLOB(252),
  BINARY_JSON(245),
  ENUM_NUMBER(247),
  SET_BITS(248),
  GEOMETRY(255),
  VECTOR(242);

  private final int code;
  private final int olderCode;

  BinlogForm(int code) {
    this(code, code);
  }

  BinlogForm(int code, int olderCode) {
    this.code = code;
    this.olderCode = olderCode;
  }

  /**
   * Whether TABLE_MAP's column can be the defined one: the same type, and what the metadata says of
   * length, precision and scale is the same too.
   */
  boolean fits(ColumnDefinition column, WireColumn wire) {
    if (wire.code() != code && wire.code() != olderCode) {
      return false;
    }
    return switch (this) {
      case BIT -> wire.fixedBytes() == (column.length() + 7) / 8;
      case PACKED_DECIMAL -> wire.first() == column.precision() && wire.second() == column.scale();
      case TIME, DATETIME, TIMESTAMP -> wire.first() == column.fractionDigits();
      case TRIMMED_BINARY -> wire.first() == column.length();
      case ENUM_NUMBER -> wire.fixedBytes() == (column.labels().size() < 256 ? 1 : 2);
      default -> true;
    };
  }
}
