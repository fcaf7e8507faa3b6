package io.millrace.worker.encode;

import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.row.BinlogText;
import io.millrace.worker.row.BinlogTexts;
import io.millrace.worker.row.ByteBuilder;
import io.millrace.worker.row.ColumnType;
import io.millrace.worker.row.ColumnTypes;
import io.millrace.worker.row.Digits;
import io.millrace.worker.row.EnumValues;
import io.millrace.worker.row.WireBytes;
import io.millrace.worker.row.WireColumn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The writers of columns whose values come from the binlog. Each writes the very bytes that its
 * sibling in {@link TextWriters} writes for the same value from a SELECT; the common types go
 * straight into the record, the others by way of their text in a buffer of the writer's own.
 */
final class BinlogWriters {
  private BinlogWriters() {}

  /** One per column of the definition. */
  static ColumnWriter[] of(TableDefinition table, List<WireColumn> wires, Format format) {
    ColumnWriter[] writers = new ColumnWriter[table.columns().size()];
    for (int i = 0; i < writers.length; i++) {
      writers[i] = of(table, table.columns().get(i), wires.get(i), format);
    }
    return writers;
  }

  /**
   * The column's writer.
   *
   * @throws MillraceException COLUMN_TYPE_UNKNOWN, or TABLE_CHANGED when the binlog's column is not
   *     the defined one
   */
  static ColumnWriter of(
      TableDefinition definition, ColumnDefinition column, WireColumn wire, Format format) {
    TableId table = definition.id();
    BinlogTexts.check(table, column, wire);
    ColumnType type = ColumnTypes.of(table, column);
    return switch (type.binlogForm()) {
      case TINY, SHORT, INT24, LONG, LONGLONG -> integer(type.integerWidth(), column.unsigned());
      case FLOAT_BITS, DOUBLE_BITS -> floating(column, wire.fixedBytes() == Float.BYTES);
      case YEAR -> BinlogTemporalWriters.year();
      case DATE -> BinlogTemporalWriters.date();
      case TIME -> BinlogTemporalWriters.time(wire);
      case DATETIME -> BinlogTemporalWriters.dateTime(wire);
      case TIMESTAMP -> BinlogTemporalWriters.timestamp(wire);
      case ENUM_NUMBER -> label(EnumValues.of(column));
      case PACKED_DECIMAL,
          TRIMMED_BINARY,
          BINARY_JSON,
          SET_BITS,
          BIT,
          CHAR,
          VARCHAR,
          BLOB,
          GEOMETRY,
          VECTOR -> {
        ColumnWriter written = TextWriters.of(table, column, format);
        Optional<BinlogText> text = BinlogTexts.of(definition, column, wire);
        yield text.isPresent() ? converted(text.get(), written) : written;
      }
    };
  }

  private static ColumnWriter converted(BinlogText text, ColumnWriter written) {
    ByteBuilder buffer = new ByteBuilder(64);
    return (source, from, length, out) -> {
      buffer.clear();
      text.put(source, from, length, buffer);
      written.write(buffer.array(), 0, buffer.length(), out);
    };
  }

  /** The digits are never more than 20, so that their count takes one byte. */
  private static ColumnWriter integer(int widthBytes, boolean unsigned) {
    return (source, from, length, out) -> {
      out.putLong(Branch.INTEGER);
      out.putLong(widthBytes);
      int countAt = out.length();
      out.put(0);
      if (unsigned) {
        Digits.putUnsigned(WireBytes.little(source, from, length), out);
      } else {
        Digits.putSigned(WireBytes.littleSigned(source, from, length), out);
      }
      out.set(countAt, (out.length() - countAt - 1) << 1);
    };
  }

  private static ColumnWriter floating(ColumnDefinition column, boolean single) {
    int precision = column.precision();
    int scale = column.scale();
    return (source, from, length, out) -> {
      out.putLong(Branch.FLOAT);
      out.putDouble(single ? WireBytes.single(source, from) : WireBytes.doubled(source, from));
      out.putLong(precision);
      out.putLong(scale);
    };
  }

  private static ColumnWriter label(EnumValues values) {
    byte[] kind = "ENUM".getBytes(StandardCharsets.UTF_8);
    return (source, from, length, out) -> {
      byte[] label = values.label((int) WireBytes.little(source, from, length));
      out.putLong(Branch.TEXT_OBJECT);
      out.putBytes(kind, 0, kind.length);
      out.putBytes(label, 0, label.length);
    };
  }
}
