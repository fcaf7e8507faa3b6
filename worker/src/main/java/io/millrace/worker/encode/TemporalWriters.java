package io.millrace.worker.encode;

/** Writers of dates and times from the text protocol, read from a session at +00:00. */
final class TemporalWriters {
  private static final int SECONDS_A_DAY = 86_400;

  private TemporalWriters() {}

  /** Only the year is set. */
  static ColumnWriter year() {
    return (source, from, length, out) -> {
      out.putLong(Branch.DATE_TIME);
      putPart(out, AsciiTime.number(source, from, length));
      putMissing(out, 6);
    };
  }

  /** {@code 2024-02-29}; zeros stay zeros. */
  static ColumnWriter date() {
    return (source, from, length, out) -> {
      AsciiTime.requireDate(source, from, length);
      out.putLong(Branch.DATE_TIME);
      putDate(source, from, out);
      putMissing(out, 4);
    };
  }

  /** {@code -838:59:59.000000}; every part of a negative time is negative. */
  static ColumnWriter time() {
    return (source, from, length, out) -> {
      int sign = length > 0 && source[from] == '-' ? -1 : 1;
      int start = sign < 0 ? from + 1 : from;
      int end = from + length;
      int colon = AsciiTime.colon(source, start, end);
      AsciiTime.requireClock(source, colon - 2, end);
      out.putLong(Branch.DATE_TIME);
      putMissing(out, 3);
      putPart(out, sign * AsciiTime.number(source, start, colon - start));
      putPart(out, sign * AsciiTime.number(source, colon + 1, 2));
      putPart(out, sign * AsciiTime.number(source, colon + 4, 2));
      putPart(out, sign * AsciiTime.micros(source, colon + 6, end));
    };
  }

  /** {@code 2024-02-29 23:59:59.000000}. */
  static ColumnWriter dateTime() {
    return (source, from, length, out) -> {
      AsciiTime.requireDateTime(source, from, length);
      out.putLong(Branch.DATE_TIME);
      putDate(source, from, out);
      putPart(out, AsciiTime.number(source, from + 11, 2));
      putPart(out, AsciiTime.number(source, from + 14, 2));
      putPart(out, AsciiTime.number(source, from + 17, 2));
      putPart(out, AsciiTime.micros(source, from + 19, from + length));
    };
  }

  /**
   * The text of a TIMESTAMP in UTC as seconds since 1970. The zero timestamp is second 0, the value
   * that MySQL stores for it and that no other TIMESTAMP has.
   */
  static ColumnWriter timestamp() {
    return (source, from, length, out) -> {
      AsciiTime.requireDateTime(source, from, length);
      int month = AsciiTime.number(source, from + 5, 2);
      long seconds = 0;
      if (month != 0) {
        long day =
            AsciiTime.epochDay(
                AsciiTime.number(source, from, 4), month, AsciiTime.number(source, from + 8, 2));
        seconds =
            day * SECONDS_A_DAY
                + AsciiTime.number(source, from + 11, 2) * 3600L
                + AsciiTime.number(source, from + 14, 2) * 60L
                + AsciiTime.number(source, from + 17, 2);
      }
      out.putLong(Branch.TIMESTAMP);
      out.putLong(seconds);
      out.putLong(AsciiTime.micros(source, from + 19, from + length));
    };
  }

  private static void putDate(byte[] source, int from, AvroOut out) {
    putPart(out, AsciiTime.number(source, from, 4));
    putPart(out, AsciiTime.number(source, from + 5, 2));
    putPart(out, AsciiTime.number(source, from + 8, 2));
  }

  static void putPart(AvroOut out, int value) {
    out.putLong(1);
    out.putLong(value);
  }

  static void putMissing(AvroOut out, int parts) {
    for (int i = 0; i < parts; i++) {
      out.putLong(0);
    }
  }
}
