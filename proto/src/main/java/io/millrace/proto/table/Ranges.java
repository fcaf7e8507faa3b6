package io.millrace.proto.table;

import java.util.ArrayList;
import java.util.List;

/**
 * Algebra of ranges (lower, upper] of one key. Pure. Ranges of a whole table ({@link
 * KeyRange#isWhole()}) are not for these functions.
 */
public final class Ranges {
  private final KeyOrder order;

  public Ranges(KeyDefinition key) {
    this.order = new KeyOrder(key);
  }

  /** Sorted by lower bound, touching and meeting ranges made one. */
  public List<KeyRange> merged(List<KeyRange> ranges) {
    List<KeyRange> sorted = new ArrayList<>(ranges);
    sorted.sort(
        (a, b) -> {
          int byLower = compareLower(a.lower(), b.lower());
          return byLower != 0 ? byLower : order.compare(a.upper(), b.upper());
        });
    List<KeyRange> result = new ArrayList<>();
    for (KeyRange next : sorted) {
      KeyRange before = result.isEmpty() ? null : result.get(result.size() - 1);
      if (before != null
          && (next.lower() == null || order.compare(next.lower(), before.upper()) <= 0)) {
        KeyBound upper =
            order.compare(next.upper(), before.upper()) > 0 ? next.upper() : before.upper();
        result.set(result.size() - 1, new KeyRange(before.lower(), upper));
      } else {
        result.add(next);
      }
    }
    return List.copyOf(result);
  }

  /** What of {@code range} is in none of {@code taken}, in order. */
  public List<KeyRange> minus(KeyRange range, List<KeyRange> taken) {
    List<KeyRange> left = new ArrayList<>();
    KeyBound from = range.lower();
    for (KeyRange hole : merged(taken)) {
      if (from != null && order.compare(hole.upper(), from) <= 0) {
        continue;
      }
      if (hole.lower() != null && order.compare(hole.lower(), range.upper()) >= 0) {
        break;
      }
      if (compareLower(hole.lower(), from) > 0) {
        left.add(new KeyRange(from, hole.lower()));
      }
      from = hole.upper();
      if (order.compare(from, range.upper()) >= 0) {
        return List.copyOf(left);
      }
    }
    left.add(new KeyRange(from, range.upper()));
    return List.copyOf(left);
  }

  /** Whether the ranges have a key in common. */
  public boolean meet(KeyRange a, KeyRange b) {
    boolean aEndsBefore = b.lower() != null && order.compare(a.upper(), b.lower()) <= 0;
    boolean bEndsBefore = a.lower() != null && order.compare(b.upper(), a.lower()) <= 0;
    return !aEndsBefore && !bEndsBefore;
  }

  /** Whether {@code ranges} leave nothing of (first, max] uncovered. */
  public boolean cover(List<KeyRange> ranges, KeyBound max) {
    return minus(new KeyRange(null, max), ranges).isEmpty();
  }

  /** Whether the two bounds are the same place; null is the beginning. */
  public boolean same(KeyBound a, KeyBound b) {
    return compareLower(a, b) == 0;
  }

  private int compareLower(KeyBound a, KeyBound b) {
    if (a == null) {
      return b == null ? 0 : -1;
    }
    if (b == null) {
      return 1;
    }
    return order.compare(a, b);
  }
}
