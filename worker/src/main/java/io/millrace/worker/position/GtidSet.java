package io.millrace.worker.position;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of global transaction identifiers as the MySQL manual, "GTID Sets", writes it: {@code
 * uuid:1-5:7}, since 8.3 also with tags, {@code uuid:1-5:tag:1-3}. A set has gaps and no order.
 * Immutable.
 */
public final class GtidSet {
  private static final GtidSet EMPTY = new GtidSet(new TreeMap<>());

  /** Intervals by {@code uuid} or {@code uuid:tag}, sorted, not touching. */
  private final TreeMap<String, List<Interval>> intervals;

  private GtidSet(TreeMap<String, List<Interval>> intervals) {
    this.intervals = intervals;
  }

  private record Interval(long first, long last) {}

  public static GtidSet empty() {
    return EMPTY;
  }

  /**
   * Reads a set as the server prints it; white space and line ends are allowed.
   *
   * @throws IllegalArgumentException naming the part that cannot be read
   */
  public static GtidSet parse(String text) {
    TreeMap<String, List<Interval>> found = new TreeMap<>();
    for (String member : text.split(",", -1)) {
      String part = member.strip();
      if (part.isEmpty()) {
        continue;
      }
      String[] pieces = part.split(":", -1);
      String source = pieces[0].strip().toLowerCase(Locale.ROOT);
      String key = source;
      for (int i = 1; i < pieces.length; i++) {
        String piece = pieces[i].strip();
        if (piece.isEmpty()) {
          throw new IllegalArgumentException("not a GTID set: '" + part + "'");
        }
        if (Character.isDigit(piece.charAt(0))) {
          found.computeIfAbsent(key, k -> new ArrayList<>()).add(interval(piece, part));
        } else {
          key = source + ":" + piece.toLowerCase(Locale.ROOT);
        }
      }
    }
    found.replaceAll((key, list) -> merged(list));
    return new GtidSet(found);
  }

  private static Interval interval(String piece, String part) {
    int dash = piece.indexOf('-');
    try {
      long first = Long.parseLong(dash < 0 ? piece : piece.substring(0, dash));
      long last = dash < 0 ? first : Long.parseLong(piece.substring(dash + 1));
      if (first < 1 || last < first) {
        throw new IllegalArgumentException("not a GTID set: '" + part + "'");
      }
      return new Interval(first, last);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a GTID set: '" + part + "'", e);
    }
  }

  private static List<Interval> merged(List<Interval> list) {
    List<Interval> sorted = new ArrayList<>(list);
    sorted.sort((a, b) -> Long.compare(a.first, b.first));
    List<Interval> result = new ArrayList<>();
    for (Interval next : sorted) {
      Interval before = result.isEmpty() ? null : result.get(result.size() - 1);
      if (before != null && next.first <= before.last + 1) {
        result.set(result.size() - 1, new Interval(before.first, Math.max(before.last, next.last)));
      } else {
        result.add(next);
      }
    }
    return List.copyOf(result);
  }

  /** Whether every identifier of {@code other} is in this set. */
  public boolean containsAll(GtidSet other) {
    for (Map.Entry<String, List<Interval>> entry : other.intervals.entrySet()) {
      List<Interval> mine = intervals.getOrDefault(entry.getKey(), List.of());
      for (Interval wanted : entry.getValue()) {
        if (mine.stream().noneMatch(i -> i.first <= wanted.first && wanted.last <= i.last)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether the identifier, {@code uuid:number} or {@code uuid:tag:number}, is in this set. */
  public boolean contains(String gtid) {
    int colon = gtid.lastIndexOf(':');
    List<Interval> mine = colon < 0 ? null : intervals.get(gtid.substring(0, colon));
    if (mine == null) {
      return false;
    }
    long number = Long.parseLong(gtid, colon + 1, gtid.length(), 10);
    int low = 0;
    int high = mine.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Interval interval = mine.get(middle);
      if (number < interval.first) {
        high = middle - 1;
      } else if (number > interval.last) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /** The identifiers of this set and those of another. */
  public GtidSet plus(GtidSet other) {
    TreeMap<String, List<Interval>> all = new TreeMap<>(intervals);
    other.intervals.forEach(
        (key, list) ->
            all.merge(
                key,
                list,
                (a, b) -> {
                  List<Interval> both = new ArrayList<>(a);
                  both.addAll(b);
                  return merged(both);
                }));
    return new GtidSet(all);
  }

  /** The identifiers of this set that {@code other} lacks. */
  public GtidSet minus(GtidSet other) {
    TreeMap<String, List<Interval>> left = new TreeMap<>();
    intervals.forEach(
        (key, list) -> {
          List<Interval> rest = without(list, other.intervals.getOrDefault(key, List.of()));
          if (!rest.isEmpty()) {
            left.put(key, rest);
          }
        });
    return new GtidSet(left);
  }

  private static List<Interval> without(List<Interval> list, List<Interval> holes) {
    List<Interval> rest = new ArrayList<>();
    for (Interval whole : list) {
      long from = whole.first;
      for (Interval hole : holes) {
        if (hole.last >= from && hole.first <= whole.last) {
          if (hole.first > from) {
            rest.add(new Interval(from, hole.first - 1));
          }
          from = hole.last + 1;
        }
      }
      if (from <= whole.last) {
        rest.add(new Interval(from, whole.last));
      }
    }
    return List.copyOf(rest);
  }

  public boolean isEmpty() {
    return intervals.isEmpty();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof GtidSet other && intervals.equals(other.intervals);
  }

  @Override
  public int hashCode() {
    return intervals.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    intervals.forEach(
        (key, list) -> {
          text.append(text.isEmpty() ? "" : ",").append(key);
          list.forEach(
              i -> {
                text.append(':').append(i.first);
                if (i.last > i.first) {
                  text.append('-').append(i.last);
                }
              });
        });
    return text.toString();
  }
}
