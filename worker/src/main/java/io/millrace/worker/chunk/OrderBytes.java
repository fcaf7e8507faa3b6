package io.millrace.worker.chunk;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes whose unsigned order is the order of the values. Pure. */
final class OrderBytes {
  private OrderBytes() {}

  /** A signed number of 64 bits: the sign bit turned over. */
  static byte[] signed(long value) {
    return unsigned(value ^ Long.MIN_VALUE);
  }

  /** An unsigned number of 64 bits. */
  static byte[] unsigned(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  static byte[] signedText(byte[] text) {
    return signed(Long.parseLong(ascii(text)));
  }

  static byte[] unsignedText(byte[] text) {
    return unsigned(Long.parseUnsignedLong(ascii(text)));
  }

  /** Up to eight bytes, the most significant first, as BIT arrives. */
  static byte[] bits(byte[] value) {
    byte[] eight = new byte[Long.BYTES];
    System.arraycopy(value, 0, eight, eight.length - value.length, value.length);
    return eight;
  }

  /** A decimal of a fixed number of digits: shifted by 10^precision, so that it has no sign. */
  static byte[] decimal(byte[] text, int precision, int scale) {
    BigInteger shift = BigInteger.TEN.pow(precision);
    BigInteger shifted = new BigDecimal(ascii(text)).setScale(scale).unscaledValue().add(shift);
    byte[] digits = shifted.toByteArray();
    byte[] fixed = new byte[shift.bitLength() / Byte.SIZE + 2];
    System.arraycopy(digits, 0, fixed, fixed.length - digits.length, digits.length);
    return fixed;
  }

  /** IEEE 754: negative numbers with all bits turned over, others with the sign bit set. */
  static byte[] floating(byte[] text) {
    double value = Double.parseDouble(ascii(text));
    long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
    return unsigned(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
  }

  /** {@code -838:59:59.000000}, as a number of microseconds. */
  static byte[] time(byte[] text) {
    String time = ascii(text);
    boolean negative = time.startsWith("-");
    String[] parts = (negative ? time.substring(1) : time).split("[:.]");
    String fraction = parts.length > 3 ? (parts[3] + "000000").substring(0, 6) : "0";
    long seconds =
        (Long.parseLong(parts[0]) * 60 + Long.parseLong(parts[1])) * 60 + Long.parseLong(parts[2]);
    long micros = seconds * 1_000_000 + Long.parseLong(fraction);
    return signed(negative ? -micros : micros);
  }

  /** The number that {@link #signed}, {@link #unsigned} or {@link #bits} was made of. */
  static long number(byte[] order) {
    return ByteBuffer.wrap(Arrays.copyOf(order, Long.BYTES)).getLong();
  }

  static String ascii(byte[] text) {
    return new String(text, StandardCharsets.US_ASCII);
  }
}
