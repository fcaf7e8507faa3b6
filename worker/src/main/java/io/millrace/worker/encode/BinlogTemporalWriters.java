package io.millrace.worker.encode;

import io.millrace.worker.row.PackedTime;
import io.millrace.worker.row.WireColumn;

/** Writers of dates and times from the binlog. */
final class BinlogTemporalWriters {
  private static final int FIRST_YEAR = 1900;

  private BinlogTemporalWriters() {}

  static ColumnWriter year() {
    return (source, from, length, out) -> {
      out.putLong(Branch.DATE_TIME);
      TemporalWriters.putPart(out, source[from] == 0 ? 0 : FIRST_YEAR + (source[from] & 0xff));
      TemporalWriters.putMissing(out, 6);
    };
  }

  static ColumnWriter date() {
    return (source, from, length, out) -> {
      out.putLong(Branch.DATE_TIME);
      putDate(PackedTime.date(source, from), out);
      TemporalWriters.putMissing(out, 4);
    };
  }

  static ColumnWriter time(WireColumn wire) {
    return (source, from, length, out) -> {
      long signed = PackedTime.time(wire, source, from);
      int sign = signed < 0 ? -1 : 1;
      long packed = Math.abs(signed);
      out.putLong(Branch.DATE_TIME);
      TemporalWriters.putMissing(out, 3);
      TemporalWriters.putPart(out, sign * PackedTime.hours(packed));
      TemporalWriters.putPart(out, sign * PackedTime.minute(packed));
      TemporalWriters.putPart(out, sign * PackedTime.second(packed));
      TemporalWriters.putPart(out, sign * PackedTime.micros(packed));
    };
  }

  static ColumnWriter dateTime(WireColumn wire) {
    return (source, from, length, out) -> {
      long packed = PackedTime.dateTime(wire, source, from);
      out.putLong(Branch.DATE_TIME);
      putDate(packed, out);
      TemporalWriters.putPart(out, PackedTime.hour(packed));
      TemporalWriters.putPart(out, PackedTime.minute(packed));
      TemporalWriters.putPart(out, PackedTime.second(packed));
      TemporalWriters.putPart(out, PackedTime.micros(packed));
    };
  }

  static ColumnWriter timestamp(WireColumn wire) {
    return (source, from, length, out) -> {
      out.putLong(Branch.TIMESTAMP);
      out.putLong(PackedTime.timestampSeconds(wire, source, from));
      out.putLong(PackedTime.timestampMicros(wire, source, from));
    };
  }

  private static void putDate(long packed, AvroOut out) {
    TemporalWriters.putPart(out, PackedTime.year(packed));
    TemporalWriters.putPart(out, PackedTime.month(packed));
    TemporalWriters.putPart(out, PackedTime.day(packed));
  }
}
