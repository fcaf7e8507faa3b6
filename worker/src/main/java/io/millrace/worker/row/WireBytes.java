package io.millrace.worker.row;

/** Numbers of one to eight bytes in the binlog. */
public final class WireBytes {
  private WireBytes() {}

  /** Unsigned, lowest byte first. */
  public static long little(byte[] source, int from, int length) {
    long value = 0;
    for (int at = from + length - 1; at >= from; at--) {
      value = value << 8 | (source[at] & 0xff);
    }
    return value;
  }

  /** Signed, lowest byte first. */
  public static long littleSigned(byte[] source, int from, int length) {
    int unused = Long.SIZE - 8 * length;
    return little(source, from, length) << unused >> unused;
  }

  /** Unsigned, highest byte first. */
  public static long big(byte[] source, int from, int length) {
    long value = 0;
    for (int at = from; at < from + length; at++) {
      value = value << 8 | (source[at] & 0xff);
    }
    return value;
  }

  /** A FLOAT as the double that it exactly is. */
  public static double single(byte[] source, int from) {
    return Float.intBitsToFloat((int) little(source, from, Float.BYTES));
  }

  public static double doubled(byte[] source, int from) {
    return Double.longBitsToDouble(little(source, from, Double.BYTES));
  }
}
