package io.millrace.worker.row;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;

/** Dates and times of the binlog as the server prints them at +00:00. */
final class TimeText {
  private static final int SECONDS_A_DAY = 86_400;

  private TimeText() {}

  static BinlogText of(TableId table, ColumnDefinition column, WireColumn wire) {
    return switch (ColumnTypes.of(table, column).binlogForm()) {
      case YEAR ->
          (source, from, length, out) ->
              putDigits(source[from] == 0 ? 0 : 1900 + (source[from] & 0xff), 4, out);
      case DATE -> (source, from, length, out) -> putDate(PackedTime.date(source, from), out);
      case TIME ->
          (source, from, length, out) -> putTime(PackedTime.time(wire, source, from), wire, out);
      case DATETIME ->
          (source, from, length, out) -> {
            long packed = PackedTime.dateTime(wire, source, from);
            putDate(packed, out);
            out.put(' ');
            putClock(PackedTime.hour(packed), packed, out);
            putFraction(PackedTime.micros(packed), wire.first(), out);
          };
      case TIMESTAMP -> (source, from, length, out) -> putTimestamp(wire, source, from, out);
      default -> throw new IllegalArgumentException(column.dataType());
    };
  }

  static void putDate(long packed, ByteBuilder out) {
    putDate(PackedTime.year(packed), PackedTime.month(packed), PackedTime.day(packed), out);
  }

  private static void putDate(int year, int month, int day, ByteBuilder out) {
    putDigits(year, 4, out);
    out.put('-');
    putDigits(month, 2, out);
    out.put('-');
    putDigits(day, 2, out);
  }

  private static void putTime(long signed, WireColumn wire, ByteBuilder out) {
    if (signed < 0) {
      out.put('-');
    }
    long packed = Math.abs(signed);
    putClock(PackedTime.hours(packed), packed, out);
    putFraction(PackedTime.micros(packed), wire.first(), out);
  }

  static void putClock(int hours, long packed, ByteBuilder out) {
    putClock(hours, PackedTime.minute(packed), PackedTime.second(packed), out);
  }

  private static void putClock(int hours, int minute, int second, ByteBuilder out) {
    putDigits(hours, hours > 99 ? 3 : 2, out);
    out.put(':');
    putDigits(minute, 2, out);
    out.put(':');
    putDigits(second, 2, out);
  }

  static void putFraction(int micros, int digits, ByteBuilder out) {
    if (digits == 0) {
      return;
    }
    out.put('.');
    int end = out.extend(6);
    int rest = micros;
    for (int at = end - 1; at >= end - 6; at--) {
      out.set(at, '0' + rest % 10);
      rest /= 10;
    }
    out.truncate(end - 6 + digits);
  }

  private static void putTimestamp(WireColumn wire, byte[] source, int from, ByteBuilder out) {
    long seconds = PackedTime.timestampSeconds(wire, source, from);
    if (seconds == 0) {
      putDate(0, 0, 0, out);
    } else {
      putEpochDay(seconds / SECONDS_A_DAY, out);
    }
    out.put(' ');
    int second = (int) (seconds % SECONDS_A_DAY);
    putClock(second / 3600, second / 60 % 60, second % 60, out);
    putFraction(PackedTime.timestampMicros(wire, source, from), wire.first(), out);
  }

  /** In years that end in February, from 0000-03-01; {@code epochDay} is not negative. */
  private static void putEpochDay(long epochDay, ByteBuilder out) {
    long day = epochDay + 719_468;
    int era = (int) (day / 146_097);
    int dayOfEra = (int) (day % 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shifted = (5 * dayOfYear + 2) / 153;
    int month = shifted < 10 ? shifted + 3 : shifted - 9;
    int year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
    putDate(year, month, dayOfYear - (153 * shifted + 2) / 5 + 1, out);
  }

  private static void putDigits(int value, int digits, ByteBuilder out) {
    int end = out.extend(digits);
    int rest = value;
    for (int at = end - 1; at >= end - digits; at--) {
      out.set(at, '0' + rest % 10);
      rest /= 10;
    }
  }
}
