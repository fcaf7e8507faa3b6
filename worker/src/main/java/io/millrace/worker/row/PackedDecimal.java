package io.millrace.worker.row;

/**
 * A DECIMAL as the binlog has it (MySQL's decimal.cc, "decimal2bin"): groups of nine digits in four
 * big-endian bytes, fewer digits in fewer bytes at both ends; the highest bit is set for a number
 * that is not negative, and all bits of a negative one are inverted.
 */
final class PackedDecimal {
  private static final int DIGITS_A_GROUP = 9;

  private PackedDecimal() {}

  /** Appends the number as the server prints it: at least one digit, and all of its decimals. */
  static void put(byte[] source, int from, int precision, int scale, ByteBuilder out) {
    boolean negative = source[from] >= 0;
    if (negative) {
      out.put('-');
    }
    int at = from;
    int start = out.length();
    int whole = precision - scale;
    at = putGroup(source, at, whole % DIGITS_A_GROUP, negative, at == from, start, out);
    for (int left = whole / DIGITS_A_GROUP; left > 0; left--) {
      at = putGroup(source, at, DIGITS_A_GROUP, negative, at == from, start, out);
    }
    if (out.length() == start) {
      out.put('0');
    }
    if (scale == 0) {
      return;
    }
    out.put('.');
    for (int left = scale / DIGITS_A_GROUP; left > 0; left--) {
      at = putGroup(source, at, DIGITS_A_GROUP, negative, at == from, -1, out);
    }
    putGroup(source, at, scale % DIGITS_A_GROUP, negative, at == from, -1, out);
  }

  /** Writes a group's digits; zeros are left out while nothing stands behind {@code start}. */
  private static int putGroup(
      byte[] source,
      int at,
      int digits,
      boolean negative,
      boolean first,
      int start,
      ByteBuilder out) {
    if (digits == 0) {
      return at;
    }
    int bytes = WireColumn.digitBytes(digits);
    int value = (int) WireBytes.big(source, at, bytes);
    if (first) {
      value ^= 1 << (8 * bytes - 1);
    }
    if (negative) {
      value = ~value & (int) ((1L << (8 * bytes)) - 1);
    }
    int divisor = 1;
    for (int i = 1; i < digits; i++) {
      divisor *= 10;
    }
    for (; divisor > 0; divisor /= 10) {
      int digit = value / divisor % 10;
      if (digit != 0 || start < 0 || out.length() > start) {
        out.put('0' + digit);
      }
    }
    return at + bytes;
  }
}
