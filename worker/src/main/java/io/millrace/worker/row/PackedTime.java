package io.millrace.worker.row;

/**
 * Dates and times of the binlog in one number, as MySQL packs them (my_time.h): microseconds in the
 * low 24 bits, above them six bits each of second and minute, the hour, and for a date and time
 * five bits of day and {@code year * 13 + month}. A negative TIME is the negative number.
 */
public final class PackedTime {
  private static final int MICRO_BITS = 24;
  private static final int TIME = 11;
  private static final int DATETIME = 12;
  private static final int TIMESTAMP = 7;

  private PackedTime() {}

  /** A TIME: hours in bits 36 to 45. */
  public static long time(WireColumn wire, byte[] source, int from) {
    if (wire.code() == TIME) {
      long digits = WireBytes.littleSigned(source, from, 3);
      long packed = clock(Math.abs(digits)) << MICRO_BITS;
      return digits < 0 ? -packed : packed;
    }
    int bytes = wire.fixedBytes();
    long number = WireBytes.big(source, from, bytes) - (1L << (8 * bytes - 1));
    int fractionBits = 8 * (bytes - 3);
    long whole = Math.abs(number);
    long packed =
        (whole >> fractionBits) << MICRO_BITS
            | micros(whole & ((1L << fractionBits) - 1), bytes - 3);
    return number < 0 ? -packed : packed;
  }

  /** A DATETIME. */
  public static long dateTime(WireColumn wire, byte[] source, int from) {
    if (wire.code() == DATETIME) {
      long digits = WireBytes.little(source, from, 8);
      return (calendar(digits / 1_000_000) << 17 | clock(digits % 1_000_000)) << MICRO_BITS;
    }
    int fraction = wire.fixedBytes() - 5;
    long whole = WireBytes.big(source, from, 5) - (1L << 39);
    return whole << MICRO_BITS | micros(WireBytes.big(source, from + 5, fraction), fraction);
  }

  /** A DATE's three bytes. */
  public static long date(byte[] source, int from) {
    long bits = WireBytes.little(source, from, 3);
    long yearMonth = (bits >> 9) * 13 + (bits >> 5 & 0xf);
    return (yearMonth << 5 | (bits & 0x1f)) << 17 << MICRO_BITS;
  }

  /** Seconds since 1970 of a TIMESTAMP; 0 for the zero timestamp. */
  public static long timestampSeconds(WireColumn wire, byte[] source, int from) {
    return wire.code() == TIMESTAMP
        ? WireBytes.little(source, from, 4)
        : WireBytes.big(source, from, 4);
  }

  /** Microseconds of a TIMESTAMP. */
  public static int timestampMicros(WireColumn wire, byte[] source, int from) {
    int fraction = wire.fixedBytes() - 4;
    return micros(WireBytes.big(source, from + 4, fraction), fraction);
  }

  public static int year(long packed) {
    return (int) (packed >> 46) / 13;
  }

  public static int month(long packed) {
    return (int) (packed >> 46) % 13;
  }

  public static int day(long packed) {
    return (int) (packed >> 41) & 0x1f;
  }

  /** The hour of a date and time. */
  public static int hour(long packed) {
    return (int) (packed >> 36) & 0x1f;
  }

  /** The hour of a TIME that is not negative: up to 838. */
  public static int hours(long packed) {
    return (int) (packed >> 36) & 0x3ff;
  }

  public static int minute(long packed) {
    return (int) (packed >> 30) & 0x3f;
  }

  public static int second(long packed) {
    return (int) (packed >> MICRO_BITS) & 0x3f;
  }

  public static int micros(long packed) {
    return (int) packed & 0xff_ffff;
  }

  /** One byte holds hundredths, two hold ten-thousandths, three millionths. */
  private static int micros(long fraction, int bytes) {
    return (int) (bytes == 1 ? fraction * 10_000 : bytes == 2 ? fraction * 100 : fraction);
  }

  /** From the decimal digits hhmmss. */
  private static long clock(long digits) {
    return (digits / 10_000) << 12 | (digits / 100 % 100) << 6 | digits % 100;
  }

  /** From the decimal digits yyyymmdd. */
  private static long calendar(long digits) {
    return (digits / 10_000 * 13 + digits / 100 % 100) << 5 | digits % 100;
  }
}
