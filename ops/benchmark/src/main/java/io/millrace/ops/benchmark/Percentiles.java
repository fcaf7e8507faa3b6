package io.millrace.ops.benchmark;

import java.util.Arrays;

/** Measured times, in order. */
record Percentiles(long[] sorted) {
  Percentiles {
    sorted = sorted.clone();
    Arrays.sort(sorted);
    if (sorted.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
  }

  /** The smallest value that at least {@code percent} of all do not exceed. */
  long at(double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(rank, 1) - 1];
  }

  long max() {
    return sorted[sorted.length - 1];
  }
}
