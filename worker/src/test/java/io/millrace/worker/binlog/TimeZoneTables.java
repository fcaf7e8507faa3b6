package io.millrace.worker.binlog;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/** Fills MySQL's own tables with a zone: what mysql_tzinfo_to_sql does, from the JVM's rules. */
final class TimeZoneTables {
  private static final int ID = 1;

  private TimeZoneTables() {}

  static String[] statements(ZoneId zone) {
    ZoneRules rules = zone.getRules();
    List<ZoneOffset> offsets = new ArrayList<>();
    List<String> transitions = new ArrayList<>();
    Instant at = Instant.EPOCH;
    offsets.add(rules.getOffset(at));
    for (ZoneOffsetTransition next = rules.nextTransition(at);
        next != null && next.toEpochSecond() < Integer.MAX_VALUE;
        next = rules.nextTransition(next.getInstant())) {
      if (!offsets.contains(next.getOffsetAfter())) {
        offsets.add(next.getOffsetAfter());
      }
      int type = offsets.indexOf(next.getOffsetAfter());
      transitions.add("(" + ID + ", " + next.toEpochSecond() + ", " + type + ")");
    }
    List<String> types = new ArrayList<>();
    for (int i = 0; i < offsets.size(); i++) {
      types.add(
          "(" + ID + ", " + i + ", " + offsets.get(i).getTotalSeconds() + ", " + i + ", 'T')");
    }
    return new String[] {
      "INSERT INTO mysql.time_zone VALUES (" + ID + ", 'N')",
      "INSERT INTO mysql.time_zone_name VALUES ('" + zone.getId() + "', " + ID + ")",
      "INSERT INTO mysql.time_zone_transition_type VALUES " + String.join(", ", types),
      "INSERT INTO mysql.time_zone_transition VALUES " + String.join(", ", transitions)
    };
  }
}
