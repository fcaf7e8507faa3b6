package io.millrace.worker.row;

/** Numbers in ASCII digits, read and written without objects. */
public final class Digits {
  /** 1 to 10^18. */
  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    long power = 1;
    for (int i = 0; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  private Digits() {}

  /** The unsigned big-endian number of at most eight bytes. */
  public static long bits(byte[] source, int from, int length) {
    if (length > Long.BYTES) {
      throw new IllegalArgumentException("a BIT value of " + length + " bytes");
    }
    long value = 0;
    for (int i = from; i < from + length; i++) {
      value = value << 8 | (source[i] & 0xff);
    }
    return value;
  }

  /**
   * Appends a number's text without the zeros with which ZEROFILL pads it: {@code 0007} becomes 7,
   * {@code -00.50} becomes -0.50.
   */
  public static void putNormalized(byte[] source, int from, int length, ByteBuilder out) {
    int start = significant(source, from, length);
    if (isNegative(source, from, length)) {
      out.put('-');
    }
    out.put(source, start, from + length - start);
  }

  /** Length of what {@link #putNormalized} writes. */
  public static int normalizedLength(byte[] source, int from, int length) {
    int sign = isNegative(source, from, length) ? 1 : 0;
    return sign + from + length - significant(source, from, length);
  }

  /** Decimal digits of {@code value} taken as unsigned: 1 to 20. */
  public static int unsignedLength(long value) {
    if (value < 0) {
      return 1 + unsignedLength(Long.divideUnsigned(value, 10));
    }
    int digits = 1;
    while (digits < POWERS_OF_TEN.length && value >= POWERS_OF_TEN[digits]) {
      digits++;
    }
    return digits;
  }

  /** Appends {@code value}, taken as unsigned, in decimal digits. */
  public static void putUnsigned(long value, ByteBuilder out) {
    int digits = unsignedLength(value);
    int end = out.extend(digits);
    long rest = Long.divideUnsigned(value, 10);
    out.set(end - 1, '0' + (int) (value - rest * 10));
    for (int at = end - 2; at >= end - digits; at--) {
      out.set(at, '0' + (int) (rest % 10));
      rest /= 10;
    }
  }

  /** Appends {@code value} in decimal digits. */
  public static void putSigned(long value, ByteBuilder out) {
    if (value < 0) {
      out.put('-');
    }
    putUnsigned(value < 0 ? -value : value, out);
  }

  private static boolean isNegative(byte[] source, int from, int length) {
    return length > 0 && source[from] == '-';
  }

  private static int significant(byte[] source, int from, int length) {
    int end = from + length;
    int at = isNegative(source, from, length) ? from + 1 : from;
    while (at + 1 < end && source[at] == '0' && source[at + 1] != '.') {
      at++;
    }
    return at;
  }
}
