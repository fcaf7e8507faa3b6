package io.millrace.worker.binlog;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.row.MySqlCharsets;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Labels of ENUM and SET columns that are doubtful in the definition. Pure. */
final class ExactLabels {
  private ExactLabels() {}

  /**
   * The column with the labels that TABLE_MAP brings.
   *
   * @param labels in the column's character set; null when the server does not send them
   * @throws MillraceException COLUMN_TYPE_UNKNOWN, naming table and column
   */
  static ColumnDefinition of(TableId table, ColumnDefinition column, List<byte[]> labels) {
    if (labels == null) {
      throw lost(table, column, "; set binlog_row_metadata = FULL on the source");
    }
    Charset charset =
        MySqlCharsets.isBinary(column.charset())
            ? StandardCharsets.UTF_8
            : MySqlCharsets.javaCharset(column.charset()).orElseThrow();
    List<String> exact = new ArrayList<>();
    for (byte[] label : labels) {
      try {
        CharBuffer text = charset.newDecoder().decode(ByteBuffer.wrap(label));
        exact.add(text.toString());
      } catch (CharacterCodingException e) {
        throw lost(table, column, ", and one is no text");
      }
    }
    return new ColumnDefinition(
        column.name(),
        column.dataType(),
        column.columnType(),
        column.unsigned(),
        column.length(),
        column.precision(),
        column.scale(),
        column.fractionDigits(),
        column.charset(),
        column.collation(),
        column.padSpace(),
        column.nullable(),
        column.generated(),
        exact);
  }

  private static MillraceException lost(TableId table, ColumnDefinition column, String remedy) {
    return new MillraceException(
        ErrorCode.COLUMN_TYPE_UNKNOWN,
        "Decoding changes of table "
            + table
            + ": the labels of column `"
            + column.name()
            + "` cannot be told from "
            + column.columnType()
            + ", where the server shows some characters as '?'"
            + remedy);
  }
}
