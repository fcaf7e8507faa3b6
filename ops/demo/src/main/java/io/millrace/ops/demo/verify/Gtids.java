package io.millrace.ops.demo.verify;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A set of GTIDs as MySQL writes it; immutable. Independent of the worker's own. */
public final class Gtids {
  /** Source, or source and tag, to closed intervals that do not touch: first number to last. */
  private final Map<String, TreeMap<Long, Long>> intervals;

  private Gtids(Map<String, TreeMap<Long, Long>> intervals) {
    this.intervals = intervals;
  }

  /** From {@code source:1-5:7,source:tag:1-3}; what is no such text has nothing in it. */
  public static Gtids parse(String text) {
    Map<String, TreeMap<Long, Long>> intervals = new HashMap<>();
    for (String source : text.replaceAll("\\s", "").toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = source.split(":");
      String name = parts[0];
      for (int i = 1; i < parts.length; i++) {
        if (parts[i].matches("[0-9]+(-[0-9]+)?")) {
          String[] ends = parts[i].split("-");
          add(
              intervals.computeIfAbsent(name, n -> new TreeMap<>()),
              Long.parseLong(ends[0]),
              Long.parseLong(ends[ends.length - 1]));
        } else {
          name = parts[0] + ":" + parts[i];
        }
      }
    }
    return new Gtids(intervals);
  }

  private static void add(TreeMap<Long, Long> set, long first, long last) {
    long from = first;
    long to = last;
    Map.Entry<Long, Long> before = set.floorEntry(to + 1);
    while (before != null && before.getValue() >= from - 1) {
      from = Math.min(from, before.getKey());
      to = Math.max(to, before.getValue());
      set.remove(before.getKey());
      before = set.floorEntry(to + 1);
    }
    set.put(from, to);
  }

  /** Whether it has this one, {@code source:number} or {@code source:tag:number}. */
  boolean contains(String gtid) {
    int colon = gtid.lastIndexOf(':');
    long number = Long.parseLong(gtid.substring(colon + 1));
    return has(gtid.substring(0, colon).toLowerCase(Locale.ROOT), number, number);
  }

  /** Whether it has all of another set. */
  public boolean containsAll(Gtids other) {
    return other.intervals.entrySet().stream()
        .allMatch(
            source ->
                source.getValue().entrySet().stream()
                    .allMatch(i -> has(source.getKey(), i.getKey(), i.getValue())));
  }

  private boolean has(String source, long first, long last) {
    TreeMap<Long, Long> set = intervals.get(source);
    Map.Entry<Long, Long> around = set == null ? null : set.floorEntry(first);
    return around != null && around.getValue() >= last;
  }
}
