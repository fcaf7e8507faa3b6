package io.millrace.common.grid;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the grid looks from one member.
 *
 * @param members as many as it sees, itself included
 * @param silencesMillis per name: for how long nothing new was heard of it
 * @param busiestPercent share of a core that the busiest thread took
 */
record GridReport(
    int members, Map<String, Long> silencesMillis, int busiestPercent, String busiest) {
  private static final Pattern LINE =
      Pattern.compile("grid members=(\\d+) silences=\\{(.*)} busiest=(\\d+) (.*)");

  GridReport {
    silencesMillis = Map.copyOf(silencesMillis);
  }

  String toLine() {
    return "grid members=%d silences=%s busiest=%d %s"
        .formatted(members, new TreeMap<>(silencesMillis), busiestPercent, busiest);
  }

  /** Null when the line is no report. */
  static GridReport ofLine(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return null;
    }
    Map<String, Long> silences = new TreeMap<>();
    for (String entry : matcher.group(2).split(", ")) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        silences.put(entry.substring(0, equals), Long.valueOf(entry.substring(equals + 1)));
      }
    }
    return new GridReport(
        Integer.parseInt(matcher.group(1)),
        silences,
        Integer.parseInt(matcher.group(3)),
        matcher.group(4));
  }
}
