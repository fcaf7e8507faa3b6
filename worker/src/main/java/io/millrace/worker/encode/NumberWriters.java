package io.millrace.worker.encode;

import io.millrace.worker.row.AsciiDouble;
import io.millrace.worker.row.Digits;

/** Writers of numbers from the text protocol. */
final class NumberWriters {
  private NumberWriters() {}

  /** An integer of the given width in bytes. */
  static ColumnWriter integer(int widthBytes) {
    return (source, from, length, out) -> {
      requireNumber(source, from, length);
      out.putLong(Branch.INTEGER);
      out.putLong(widthBytes);
      putDigits(source, from, length, out);
    };
  }

  /** A BIT, whose value comes as raw bytes, as many as MySQL stores it in. */
  static ColumnWriter bits() {
    return (source, from, length, out) -> {
      long value = Digits.bits(source, from, length);
      out.putLong(Branch.INTEGER);
      out.putLong(length);
      out.putLong(Digits.unsignedLength(value));
      Digits.putUnsigned(value, out);
    };
  }

  /**
   * A DECIMAL; precision and scale are those of the narrowest DECIMAL(precision, scale) that holds
   * the value as it is written: 348.00 is (5, 2), 0.05 is (2, 2).
   */
  static ColumnWriter decimal() {
    return (source, from, length, out) -> {
      requireNumber(source, from, length);
      out.putLong(Branch.DECIMAL);
      putDigits(source, from, length, out);
      int digits = 0;
      int scale = 0;
      boolean fraction = false;
      for (int at = from; at < from + length; at++) {
        int value = source[at];
        if (value == '.') {
          fraction = true;
        } else if (value != '-' && (fraction || digits > 0 || value != '0')) {
          digits++;
          scale += fraction ? 1 : 0;
        }
      }
      out.putLong(Math.max(digits, 1));
      out.putLong(scale);
    };
  }

  /** A FLOAT or DOUBLE; precision and scale are the column's. */
  static ColumnWriter floating(boolean single, int precision, int scale) {
    return (source, from, length, out) -> {
      double value =
          single
              ? AsciiDouble.parseSingle(source, from, length)
              : AsciiDouble.parse(source, from, length);
      out.putLong(Branch.FLOAT);
      out.putDouble(value);
      out.putLong(precision);
      out.putLong(scale);
    };
  }

  private static void putDigits(byte[] source, int from, int length, AvroOut out) {
    out.putLong(Digits.normalizedLength(source, from, length));
    Digits.putNormalized(source, from, length, out);
  }

  private static void requireNumber(byte[] source, int from, int length) {
    int last = length == 0 ? 0 : source[from + length - 1];
    if (last < '0' || last > '9') {
      throw new IllegalArgumentException("not a number");
    }
  }
}
