package io.millrace.worker.row;

import java.util.Arrays;
import java.util.Base64;

/**
 * MySQL's binary JSON (json_binary.h) as the text that the server prints for it: members in stored
 * order, {@code ", "} and {@code ": "} between them, numbers in the server's own spelling.
 */
public final class BinaryJson {
  /** Not one of MySQL's: the rest is the text itself, of a value that was put together here. */
  public static final int TEXT = 0xff;

  static final int SMALL_OBJECT = 0;
  static final int LARGE_OBJECT = 1;
  static final int SMALL_ARRAY = 2;
  static final int LARGE_ARRAY = 3;
  static final int LITERAL = 4;
  static final int INT16 = 5;
  static final int UINT16 = 6;
  static final int INT32 = 7;
  static final int UINT32 = 8;
  static final int INT64 = 9;
  static final int UINT64 = 10;
  static final int DOUBLE = 11;
  static final int STRING = 12;
  static final int OPAQUE = 15;

  private static final byte[] NULL_TEXT = {'n', 'u', 'l', 'l'};
  private static final byte[] TRUE_TEXT = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE_TEXT = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] BASE64 = {'b', 'a', 's', 'e', '6', '4', ':', 't', 'y', 'p', 'e'};
  private static final int BASE64_LINE_BYTES = 57;
  private static final int DATE_TYPE = 10;
  private static final int TIME_TYPE = 11;
  private static final int DATETIME_TYPE = 12;
  private static final int TIMESTAMP_TYPE = 7;
  private static final int DECIMAL_TYPE = 246;

  private BinaryJson() {}

  /**
   * Appends the text. A value of no bytes is null, as the server has it.
   *
   * @throws IllegalArgumentException for bytes that are no binary JSON
   */
  public static void put(
      byte[] source, int from, int length, DoubleSpelling spelling, ByteBuilder out) {
    if (length == 0) {
      out.put(NULL_TEXT);
      return;
    }
    int type = source[from] & 0xff;
    if (type == TEXT) {
      out.put(source, from + 1, length - 1);
      return;
    }
    try {
      putValue(source, type, from + 1, spelling, out);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("no binary JSON", e);
    }
  }

  static void putValue(byte[] source, int type, int at, DoubleSpelling spelling, ByteBuilder out) {
    switch (type) {
      case SMALL_OBJECT, LARGE_OBJECT -> putObject(source, type == LARGE_OBJECT, at, spelling, out);
      case SMALL_ARRAY, LARGE_ARRAY -> putArray(source, type == LARGE_ARRAY, at, spelling, out);
      case LITERAL -> out.put(literal(source[at]));
      case INT16, INT32, INT64 ->
          Digits.putSigned(WireBytes.littleSigned(source, at, numberBytes(type)), out);
      case UINT16, UINT32, UINT64 ->
          Digits.putUnsigned(WireBytes.little(source, at, numberBytes(type)), out);
      case DOUBLE -> ShortestDouble.put(WireBytes.doubled(source, at), spelling, out);
      case STRING -> {
        int start = at + sizeBytes(source, at);
        out.put('"');
        JsonText.putEscaped(out, source, start, size(source, at));
        out.put('"');
      }
      case OPAQUE -> {
        int start = at + 1 + sizeBytes(source, at + 1);
        putOpaque(source, source[at] & 0xff, start, size(source, at + 1), out);
      }
      default -> throw new IllegalArgumentException("no JSON type: " + type);
    }
  }

  private static byte[] literal(byte value) {
    return switch (value) {
      case 0 -> NULL_TEXT;
      case 1 -> TRUE_TEXT;
      case 2 -> FALSE_TEXT;
      default -> throw new IllegalArgumentException("no JSON literal: " + value);
    };
  }

  static int numberBytes(int type) {
    return switch (type) {
      case INT16, UINT16 -> Short.BYTES;
      case INT32, UINT32 -> Integer.BYTES;
      default -> Long.BYTES;
    };
  }

  private static void putObject(
      byte[] source, boolean large, int at, DoubleSpelling spelling, ByteBuilder out) {
    int width = large ? 4 : 2;
    int count = (int) WireBytes.little(source, at, width);
    int keys = at + 2 * width;
    int values = keys + count * (width + 2);
    out.put('{');
    for (int i = 0; i < count; i++) {
      putComma(i, out);
      int entry = keys + i * (width + 2);
      int key = at + (int) WireBytes.little(source, entry, width);
      out.put('"');
      JsonText.putEscaped(out, source, key, (int) WireBytes.little(source, entry + width, 2));
      out.put('"');
      out.put(':');
      out.put(' ');
      putEntry(source, large, at, values + i * (width + 1), spelling, out);
    }
    out.put('}');
  }

  private static void putArray(
      byte[] source, boolean large, int at, DoubleSpelling spelling, ByteBuilder out) {
    int width = large ? 4 : 2;
    int count = (int) WireBytes.little(source, at, width);
    out.put('[');
    for (int i = 0; i < count; i++) {
      putComma(i, out);
      putEntry(source, large, at, at + 2 * width + i * (width + 1), spelling, out);
    }
    out.put(']');
  }

  private static void putComma(int index, ByteBuilder out) {
    if (index > 0) {
      out.put(',');
      out.put(' ');
    }
  }

  private static void putEntry(
      byte[] source, boolean large, int at, int entry, DoubleSpelling spelling, ByteBuilder out) {
    int type = source[entry] & 0xff;
    putValue(source, type, valueAt(source, type, large, at, entry), spelling, out);
  }

  /** Short values lie in the entry itself, others where it points to from the container's start. */
  static int valueAt(byte[] source, int type, boolean large, int container, int entry) {
    boolean here =
        type == LITERAL
            || type == INT16
            || type == UINT16
            || (large && (type == INT32 || type == UINT32));
    return here ? entry + 1 : container + (int) WireBytes.little(source, entry + 1, large ? 4 : 2);
  }

  private static void putOpaque(byte[] source, int type, int from, int length, ByteBuilder out) {
    if (type == DECIMAL_TYPE) {
      PackedDecimal.put(source, from + 2, source[from], source[from + 1], out);
      return;
    }
    out.put('"');
    switch (type) {
      case DATE_TYPE -> TimeText.putDate(WireBytes.little(source, from, Long.BYTES), out);
      case DATETIME_TYPE, TIMESTAMP_TYPE -> {
        long packed = WireBytes.little(source, from, Long.BYTES);
        TimeText.putDate(packed, out);
        out.put(' ');
        TimeText.putClock(PackedTime.hour(packed), packed, out);
        TimeText.putFraction(PackedTime.micros(packed), 6, out);
      }
      case TIME_TYPE -> {
        long signed = WireBytes.little(source, from, Long.BYTES);
        if (signed < 0) {
          out.put('-');
        }
        long packed = Math.abs(signed);
        TimeText.putClock(PackedTime.hours(packed), packed, out);
        TimeText.putFraction(PackedTime.micros(packed), 6, out);
      }
      default -> {
        out.put(BASE64);
        Digits.putUnsigned(type, out);
        out.put(':');
        putBase64(source, from, length, out);
      }
    }
    out.put('"');
  }

  /** In lines of 76 characters, their ends escaped, none behind the last (my_base64). */
  private static void putBase64(byte[] source, int from, int length, ByteBuilder out) {
    for (int at = from; at < from + length; at += BASE64_LINE_BYTES) {
      if (at > from) {
        out.put('\\');
        out.put('n');
      }
      int end = Math.min(from + length, at + BASE64_LINE_BYTES);
      out.put(Base64.getEncoder().encode(Arrays.copyOfRange(source, at, end)));
    }
  }

  /** A length in seven bits a byte, lowest first. */
  static int size(byte[] source, int from) {
    int size = 0;
    int at = from;
    int shift = 0;
    do {
      size |= (source[at] & 0x7f) << shift;
      shift += 7;
    } while (source[at++] < 0 && shift < 35);
    return size;
  }

  static int sizeBytes(byte[] source, int from) {
    int at = from;
    while (source[at] < 0) {
      at++;
    }
    return at + 1 - from;
  }
}
