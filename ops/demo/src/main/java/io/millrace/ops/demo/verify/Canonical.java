package io.millrace.ops.demo.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One text per value, the same from a table and from a topic exactly when the values are the same.
 * Bytes stand in it as the characters 0 to 255.
 */
final class Canonical {
  static final String NULL = "NULL";
  static final String ABSENT = "ABSENT";
  private static final int SHOWN_CHARACTERS = 120;

  private Canonical() {}

  static String integer(BigInteger value) {
    return "integer " + value;
  }

  /** Back from {@link #integer(BigInteger)}. */
  static BigInteger integer(String canonical) {
    return new BigInteger(canonical.substring("integer ".length()));
  }

  static String decimal(BigDecimal value, int scale) {
    return "decimal scale " + scale + " " + value.toPlainString();
  }

  static String number(double value) {
    return "double " + value;
  }

  static String dateTime(
      Integer year,
      Integer month,
      Integer day,
      Integer hour,
      Integer minute,
      Integer second,
      int micros) {
    return "datetime "
        + year
        + "-"
        + month
        + "-"
        + day
        + " "
        + hour
        + ":"
        + minute
        + ":"
        + second
        + "."
        + micros;
  }

  static String time(long micros) {
    return "time of " + micros + " microseconds";
  }

  static String timestamp(long epochSeconds, int micros) {
    return "timestamp " + epochSeconds + " s " + micros + " microseconds";
  }

  static String geometry(long srid, String wkb) {
    return bytes("WKB srid " + srid, wkb);
  }

  /** A geometry's text without the SRID; any other text as it is. */
  static String withoutSrid(String canonical) {
    return canonical == null ? null : canonical.replaceFirst("^WKB srid [0-9]+: ", "WKB: ");
  }

  static String bytes(String type, String content) {
    return type + ": " + content;
  }

  /** A canonical text as a person can read it on one line. */
  static String shown(String canonical) {
    byte[] bytes = canonical.getBytes(StandardCharsets.ISO_8859_1);
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      text = canonical;
    }
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_CHARACTERS)
        .forEach(
            c -> {
              if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
                line.append(String.format("\\x%02x", c));
              } else {
                line.appendCodePoint(c);
              }
            });
    if (text.codePointCount(0, text.length()) > SHOWN_CHARACTERS) {
      line.append("... (").append(bytes.length).append(" bytes)");
    }
    return line.toString();
  }
}
