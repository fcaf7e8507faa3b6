package io.millrace.ops.demo.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A set of GTIDs as MySQL writes it; immutable. Independent of the worker's own. */
final class Gtids {
  /** Source, or source and tag, to closed intervals. */
  private final Map<String, List<long[]>> intervals;

  private Gtids(Map<String, List<long[]>> intervals) {
    this.intervals = intervals;
  }

  static Gtids parse(String text) {
    Map<String, List<long[]>> intervals = new HashMap<>();
    for (String source : text.replaceAll("\\s", "").toLowerCase(Locale.ROOT).split(",")) {
      if (source.isEmpty()) {
        continue;
      }
      String[] parts = source.split(":");
      String name = parts[0];
      for (int i = 1; i < parts.length; i++) {
        if (Character.isDigit(parts[i].charAt(0))) {
          String[] ends = parts[i].split("-");
          intervals
              .computeIfAbsent(name, n -> new ArrayList<>())
              .add(new long[] {Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1])});
        } else {
          name = parts[0] + ":" + parts[i];
        }
      }
    }
    return new Gtids(intervals);
  }

  /** Whether it has this one, {@code source:number} or {@code source:tag:number}. */
  boolean contains(String gtid) {
    int colon = gtid.lastIndexOf(':');
    long number = Long.parseLong(gtid.substring(colon + 1));
    return intervals
        .getOrDefault(gtid.substring(0, colon).toLowerCase(Locale.ROOT), List.of())
        .stream()
        .anyMatch(i -> i[0] <= number && number <= i[1]);
  }
}
