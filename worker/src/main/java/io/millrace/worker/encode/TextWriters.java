package io.millrace.worker.encode;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition.BinaryAs;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.row.ColumnType;
import io.millrace.worker.row.ColumnTypes;
import io.millrace.worker.row.MySqlCharsets;
import java.util.Objects;

/** The writers of columns whose values come as the text protocol sends them. */
final class TextWriters {
  /** Bytes of the SRID before the WKB in MySQL's own form of a geometry. */
  static final int SRID_BYTES = 4;

  private TextWriters() {}

  /** The column's writer by its line in the type table. */
  static ColumnWriter of(TableId table, ColumnDefinition column, Format format) {
    ColumnType type = ColumnTypes.of(table, column);
    return switch (type.imageForm()) {
      case INTEGER -> NumberWriters.integer(type.integerWidth());
      case BITS -> NumberWriters.bits();
      case DECIMAL -> NumberWriters.decimal();
      case SINGLE -> NumberWriters.floating(true, column.precision(), column.scale());
      case DOUBLE -> NumberWriters.floating(false, column.precision(), column.scale());
      case YEAR -> TemporalWriters.year();
      case DATE -> TemporalWriters.date();
      case TIME -> TemporalWriters.time();
      case DATETIME -> TemporalWriters.dateTime();
      case TIMESTAMP -> TemporalWriters.timestamp();
      case CHARACTER -> labelled(Branch.CHARACTER, charset(column));
      case BINARY ->
          format.binaryAs() == BinaryAs.CHARACTER
              ? labelled(Branch.CHARACTER, "binary")
              : labelled(Branch.BINARY_OBJECT, "BINARY");
      case BLOB -> labelled(Branch.BINARY_OBJECT, "BLOB");
      case TEXT -> labelled(Branch.BINARY_OBJECT, "TEXT");
      case JSON -> labelled(Branch.TEXT_OBJECT, "JSON");
      case ENUM -> labelled(Branch.TEXT_OBJECT, "ENUM");
      case SET -> labelled(Branch.TEXT_OBJECT, "SET");
      case GEOMETRY -> geometry();
    };
  }

  /** A value that is a constant label and the bytes as they came. */
  private static ColumnWriter labelled(int branch, String label) {
    byte[] prefix = prefix(branch, label);
    return (source, from, length, out) -> {
      out.put(prefix);
      out.putBytes(source, from, length);
    };
  }

  private static ColumnWriter geometry() {
    byte[] prefix = prefix(Branch.BINARY_GEOMETRY, "WKB");
    return (source, from, length, out) -> {
      if (length < SRID_BYTES) {
        throw new IllegalArgumentException("not a geometry");
      }
      out.put(prefix);
      out.putBytes(source, from + SRID_BYTES, length - SRID_BYTES);
    };
  }

  private static byte[] prefix(int branch, String label) {
    AvroOut out = new AvroOut(16);
    out.putLong(branch);
    out.putText(label);
    return out.copy();
  }

  private static String charset(ColumnDefinition column) {
    return MySqlCharsets.recordName(
        Objects.requireNonNull(column.charset(), () -> "no charset of column " + column.name()));
  }
}
