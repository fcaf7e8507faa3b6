package io.millrace.worker.handoff;

import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyOrder;
import io.millrace.proto.table.KeyRange;
import io.millrace.worker.position.Horizon;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Which L judges a key: that of the chunk that holds it, outside of all chunks L_plan. Pure. */
final class KeyRegions {
  private final KeyOrder order;
  private final KeyBound min;
  private final Horizon outside;
  private final List<Region> regions;

  /** Neighbouring chunks with the same L, up to a key. */
  private record Region(KeyBound upper, Horizon horizon) {}

  private KeyRegions(KeyOrder order, KeyBound min, Horizon outside, List<Region> regions) {
    this.order = order;
    this.min = min;
    this.outside = outside;
    this.regions = regions;
  }

  /**
   * @param outside L_plan
   * @param horizons the L of each chunk
   * @throws IllegalArgumentException when the chunks do not lie end to end from the plan's first
   *     key to its last
   */
  static KeyRegions of(Plan plan, Horizon outside, Map<ChunkDone, Horizon> horizons) {
    KeyOrder order = new KeyOrder(plan.definition().key());
    List<ChunkDone> sorted = new ArrayList<>(horizons.keySet());
    sorted.sort(Comparator.comparing(chunk -> chunk.range().upper(), order));
    List<Region> regions = new ArrayList<>();
    KeyBound reached = null;
    for (ChunkDone chunk : sorted) {
      KeyRange range = chunk.range();
      requireTouching(plan, order, reached, range);
      Horizon horizon = horizons.get(chunk);
      int last = regions.size() - 1;
      if (last >= 0 && regions.get(last).horizon().equals(horizon)) {
        regions.remove(last);
      }
      regions.add(new Region(range.upper(), horizon));
      reached = range.upper();
    }
    if (reached == null ? plan.max() != null : order.compare(reached, plan.max()) != 0) {
      throw new IllegalArgumentException(
          "the chunks of " + plan.table() + " end at " + reached + ", its plan at " + plan.max());
    }
    return new KeyRegions(order, plan.min(), outside, List.copyOf(regions));
  }

  private static void requireTouching(Plan plan, KeyOrder order, KeyBound reached, KeyRange range) {
    boolean touches =
        (reached == null || range.lower() == null)
            ? reached == null && range.lower() == null
            : order.compare(reached, range.lower()) == 0;
    if (!touches) {
      throw new IllegalArgumentException(
          "a gap or an overlap in the chunks of %s between %s and %s"
              .formatted(plan.table(), reached == null ? "the first key" : reached, range));
    }
  }

  /** The L that judges changes of {@code key}. */
  Horizon of(KeyBound key) {
    if (regions.isEmpty() || order.compare(key, min) < 0) {
      return outside;
    }
    int low = 0;
    int high = regions.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (order.compare(key, regions.get(middle).upper()) <= 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == regions.size() ? outside : regions.get(low).horizon();
  }
}
