package io.millrace.worker.encode;

/** Parts of dates and times as MySQL prints them, read without objects. */
final class AsciiTime {
  private static final int FRACTION_DIGITS = 6;

  private AsciiTime() {}

  /** {@code count} decimal digits, at least one. */
  static int number(byte[] source, int from, int count) {
    int value = 0;
    for (int at = from; at < from + count; at++) {
      int digit = source[at] - '0';
      if (digit < 0 || digit > 9) {
        throw new IllegalArgumentException("not a date or time");
      }
      value = value * 10 + digit;
    }
    if (count < 1) {
      throw new IllegalArgumentException("not a date or time");
    }
    return value;
  }

  /** Microseconds of {@code .5}, 0 when nothing is left of the text. */
  static int micros(byte[] source, int from, int end) {
    if (from == end) {
      return 0;
    }
    int digits = end - from - 1;
    require(source[from] == '.' && digits <= FRACTION_DIGITS);
    int value = number(source, from + 1, digits);
    for (int i = digits; i < FRACTION_DIGITS; i++) {
      value *= 10;
    }
    return value;
  }

  /**
   * Days from 1970-01-01 in the proleptic Gregorian calendar, counted in years that end in
   * February.
   */
  static long epochDay(int year, int month, int day) {
    int shifted = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(shifted, 400);
    int yearOfEra = shifted - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }

  static int colon(byte[] source, int from, int end) {
    for (int at = from; at < end; at++) {
      if (source[at] == ':') {
        return at;
      }
    }
    throw new IllegalArgumentException("not a time");
  }

  static void requireDate(byte[] source, int from, int length) {
    require(length == 10);
    require(source[from + 4] == '-' && source[from + 7] == '-');
  }

  static void requireDateTime(byte[] source, int from, int length) {
    require(length >= 19);
    requireDate(source, from, 10);
    require(source[from + 10] == ' ');
    requireClock(source, from + 11, from + length);
  }

  /** {@code hh:mm:ss} and perhaps more at {@code from}; the hour itself is not looked at. */
  static void requireClock(byte[] source, int from, int end) {
    require(end - from >= 8 && source[from + 2] == ':' && source[from + 5] == ':');
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("not a date or time");
    }
  }
}
