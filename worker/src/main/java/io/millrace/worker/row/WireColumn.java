package io.millrace.worker.row;

/**
 * How a column's values lie in the binlog's row images, by the type code and the metadata that its
 * TABLE_MAP event gives (MySQL's rows_event.h, "Table_map_event", and field_types.h).
 *
 * @param code MySQL's type code; for CHAR, ENUM and SET the one hidden in the metadata
 * @param first precision of a DECIMAL, digits of a second's fraction, bytes of an ENUM or SET,
 *     largest byte length of a CHAR, BINARY, VARCHAR or VARBINARY; else 0
 * @param second scale of a DECIMAL; else 0
 * @param prefixBytes bytes of the length before each value; 0 when all have the same length
 * @param fixedBytes length of each value when there is no prefix
 */
public record WireColumn(int code, int first, int second, int prefixBytes, int fixedBytes) {
  /** Bytes of groups of 0 to 9 decimal digits in a DECIMAL. */
  private static final int[] DIGIT_BYTES = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

  private static final int DIGITS_A_GROUP = 9;
  private static final int STRING_BITS = 0x30;

  /**
   * @param code the byte in TABLE_MAP's types
   * @param low first byte of its metadata, 0 without
   * @param high second byte of its metadata, 0 without
   * @throws IllegalArgumentException for a type code that this version does not know
   */
  public static WireColumn of(int code, int low, int high) {
    return switch (code) {
      case 1, 13 -> fixed(code, 0, 0, 1);
      case 2 -> fixed(code, 0, 0, 2);
      case 9, 10, 11, 14 -> fixed(code, 0, 0, 3);
      case 3, 7 -> fixed(code, 0, 0, 4);
      case 8, 12 -> fixed(code, 0, 0, 8);
      case 4, 5 -> fixed(code, 0, 0, low);
      case 15, 253 -> prefixed(code, low | high << 8, (low | high << 8) < 256 ? 1 : 2);
      case 16 -> fixed(code, 0, 0, high + (low > 0 ? 1 : 0));
      case 17 -> fixed(code, low, 0, 4 + fractionBytes(low));
      case 18 -> fixed(code, low, 0, 5 + fractionBytes(low));
      case 19 -> fixed(code, low, 0, 3 + fractionBytes(low));
      case 246 -> fixed(code, low, high, decimalBytes(low, high));
      case 247, 248 -> fixed(code, high, 0, high);
      case 242, 245, 252, 255 -> prefixed(code, 0, low);
      case 254 -> string(low, high);
      default -> throw new IllegalArgumentException("type code " + code);
    };
  }

  /** Two bits of a CHAR's length that exceed a byte are kept, inverted, in its type code. */
  private static WireColumn string(int low, int high) {
    if ((low & STRING_BITS) != STRING_BITS) {
      int bytes = high | ((low & STRING_BITS) ^ STRING_BITS) << 4;
      return prefixed(low | STRING_BITS, bytes, bytes < 256 ? 1 : 2);
    }
    return low == 247 || low == 248 ? fixed(low, high, 0, high) : prefixed(low, high, 1);
  }

  private static WireColumn fixed(int code, int first, int second, int bytes) {
    return new WireColumn(code, first, second, 0, bytes);
  }

  private static WireColumn prefixed(int code, int first, int prefixBytes) {
    return new WireColumn(code, first, 0, prefixBytes, 0);
  }

  private static int fractionBytes(int digits) {
    return (digits + 1) / 2;
  }

  /** Bytes of a DECIMAL(precision, scale). */
  static int decimalBytes(int precision, int scale) {
    return digitBytes(precision - scale) + digitBytes(scale);
  }

  /** Bytes of so many digits on one side of the point. */
  static int digitBytes(int digits) {
    return digits / DIGITS_A_GROUP * Integer.BYTES + DIGIT_BYTES[digits % DIGITS_A_GROUP];
  }
}
