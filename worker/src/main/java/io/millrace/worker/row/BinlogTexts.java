package io.millrace.worker.row;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The converters from the binlog's form, by a column's line in the type table. */
public final class BinlogTexts {
  private BinlogTexts() {}

  /** Empty where the binlog brings the very bytes that a SELECT does. */
  public static Optional<BinlogText> of(
      TableDefinition definition, ColumnDefinition column, WireColumn wire) {
    TableId table = definition.id();
    BinlogText text =
        switch (ColumnTypes.of(table, column).binlogForm()) {
          case TINY, SHORT, INT24, LONG, LONGLONG ->
              column.unsigned() ? BinlogTexts::unsigned : BinlogTexts::signed;
          case PACKED_DECIMAL ->
              (source, from, length, out) ->
                  PackedDecimal.put(source, from, wire.first(), wire.second(), out);
          case FLOAT_BITS ->
              (source, from, length, out) -> number(WireBytes.single(source, from), out);
          case DOUBLE_BITS ->
              (source, from, length, out) -> number(WireBytes.doubled(source, from), out);
          case YEAR, DATE, TIME, DATETIME, TIMESTAMP -> TimeText.of(table, column, wire);
          case TRIMMED_BINARY -> padded(wire.first());
          case BINARY_JSON -> json(DoubleSpelling.of(definition.serverVersion()));
          case ENUM_NUMBER -> label(EnumValues.of(column));
          case SET_BITS -> labels(EnumValues.of(column));
          case BIT, CHAR, VARCHAR, BLOB, GEOMETRY, VECTOR -> null;
        };
    return Optional.ofNullable(text);
  }

  /**
   * Checks that TABLE_MAP's column is the defined one.
   *
   * @throws MillraceException TABLE_CHANGED, naming table and column
   */
  public static void check(TableId table, ColumnDefinition column, WireColumn wire) {
    if (!ColumnTypes.of(table, column).binlogForm().fits(column, wire)) {
      throw new MillraceException(
          ErrorCode.TABLE_CHANGED,
          "Decoding changes of table "
              + table
              + ": column "
              + ColumnTypes.quote(column.name())
              + " is known as "
              + column.columnType()
              + ", but the binlog brings it as "
              + wire);
    }
  }

  private static void unsigned(byte[] source, int from, int length, ByteBuilder out) {
    Digits.putUnsigned(WireBytes.little(source, from, length), out);
  }

  private static void signed(byte[] source, int from, int length, ByteBuilder out) {
    Digits.putSigned(WireBytes.littleSigned(source, from, length), out);
  }

  /** Digits that give the same double again; keys of floating point are rare. */
  private static void number(double value, ByteBuilder out) {
    out.put(Double.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  private static BinlogText json(DoubleSpelling spelling) {
    return (source, from, length, out) -> BinaryJson.put(source, from, length, spelling, out);
  }

  private static BinlogText padded(int width) {
    return (source, from, length, out) -> {
      out.put(source, from, length);
      for (int i = length; i < width; i++) {
        out.put(0);
      }
    };
  }

  private static BinlogText label(EnumValues values) {
    return (source, from, length, out) ->
        out.put(values.label((int) WireBytes.little(source, from, length)));
  }

  private static BinlogText labels(EnumValues values) {
    return (source, from, length, out) ->
        values.putSet(WireBytes.little(source, from, length), out);
  }
}
