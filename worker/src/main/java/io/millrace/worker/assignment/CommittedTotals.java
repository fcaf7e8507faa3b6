package io.millrace.worker.assignment;

import java.util.concurrent.atomic.LongAdder;

/** What this worker has committed since it began. Safe for any thread. */
public final class CommittedTotals {
  private final LongAdder rows = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void add(long moreRows, long moreBytes) {
    rows.add(moreRows);
    bytes.add(moreBytes);
  }

  public long rows() {
    return rows.sum();
  }

  public long bytes() {
    return bytes.sum();
  }
}
