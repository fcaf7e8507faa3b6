package io.millrace.worker.row;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * JSON strings in UTF-8 with one fixed spelling: {@code "} and {@code \} behind a backslash, the
 * control characters below U+0020 as {@code \b \f \n \r \t} or {@code \}{@code u00xx} with
 * lower-case hexadecimal digits, everything else as it is.
 */
public final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private JsonText() {}

  public static void putString(ByteBuilder json, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    json.put('"');
    putEscaped(json, utf8, 0, utf8.length);
    json.put('"');
  }

  /** An array of strings. */
  public static void putArray(ByteBuilder json, List<String> texts) {
    json.put('[');
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        json.put(',');
      }
      putString(json, texts.get(i));
    }
    json.put(']');
  }

  /** The inside of a string, from text in UTF-8. */
  public static void putEscaped(ByteBuilder json, byte[] utf8, int from, int length) {
    int end = from + length;
    int plain = from;
    for (int at = from; at < end; at++) {
      int value = utf8[at] & 0xff;
      if (value >= 0x20 && value != '"' && value != '\\') {
        continue;
      }
      json.put(utf8, plain, at - plain);
      plain = at + 1;
      json.put('\\');
      switch (value) {
        case '"', '\\' -> json.put(value);
        case '\b' -> json.put('b');
        case '\f' -> json.put('f');
        case '\n' -> json.put('n');
        case '\r' -> json.put('r');
        case '\t' -> json.put('t');
        default -> {
          json.put('u');
          json.put('0');
          json.put('0');
          putHex(json, utf8, at, 1);
        }
      }
    }
    json.put(utf8, plain, end - plain);
  }

  /** Two lower-case hexadecimal digits per byte. */
  public static void putHex(ByteBuilder json, byte[] source, int from, int length) {
    for (int at = from; at < from + length; at++) {
      json.put(HEX[source[at] >> 4 & 0xf]);
      json.put(HEX[source[at] & 0xf]);
    }
  }
}
