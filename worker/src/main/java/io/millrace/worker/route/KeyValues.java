package io.millrace.worker.route;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.row.AsciiDouble;
import io.millrace.worker.row.ByteBuilder;
import io.millrace.worker.row.ColumnTypes;
import io.millrace.worker.row.Digits;
import io.millrace.worker.row.ImageForm;
import io.millrace.worker.row.JsonText;
import io.millrace.worker.row.MySqlCharsets;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text of each type's values in a message key: numbers in digits as in the image, floating
 * point in the fewest digits that give the same double, dates and times as the server prints them
 * at +00:00, text in Unicode, everything binary in hexadecimal digits.
 */
final class KeyValues {
  private static final int SRID_BYTES = 4;

  private KeyValues() {}

  static KeyValue of(TableId table, ColumnDefinition column) {
    ImageForm form = ColumnTypes.of(table, column).imageForm();
    return switch (form) {
      case INTEGER, DECIMAL -> Digits::putNormalized;
      case BITS ->
          (source, from, length, json) ->
              Digits.putUnsigned(Digits.bits(source, from, length), json);
      case SINGLE ->
          (source, from, length, json) ->
              putDouble(AsciiDouble.parseSingle(source, from, length), json);
      case DOUBLE ->
          (source, from, length, json) -> putDouble(AsciiDouble.parse(source, from, length), json);
      case YEAR, DATE, TIME, DATETIME, TIMESTAMP, JSON -> KeyValues::putUtf8;
      case ENUM, SET ->
          MySqlCharsets.isBinary(column.charset()) ? KeyValues::putHex : KeyValues::putUtf8;
      case CHARACTER, TEXT -> text(column.charset());
      case BINARY, BLOB -> KeyValues::putHex;
      case GEOMETRY ->
          (source, from, length, json) ->
              putHex(source, from + SRID_BYTES, Math.max(length - SRID_BYTES, 0), json);
    };
  }

  private static KeyValue text(String charset) {
    if (MySqlCharsets.isUtf8(charset)) {
      return KeyValues::putUtf8;
    }
    Optional<KeyValue> decoded = MySqlCharsets.javaCharset(charset).map(DecodedText::new);
    return decoded.orElse(KeyValues::putHex);
  }

  private static void putDouble(double value, ByteBuilder json) {
    json.put(AsciiDouble.plain(value).getBytes(StandardCharsets.US_ASCII));
  }

  private static void putUtf8(byte[] source, int from, int length, ByteBuilder json) {
    JsonText.putEscaped(json, source, from, length);
  }

  static void putHex(byte[] source, int from, int length, ByteBuilder json) {
    JsonText.putHex(json, source, from, length);
  }
}
