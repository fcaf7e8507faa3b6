package io.millrace.worker.position;

import java.util.HashMap;
import java.util.Map;

/** A set of GTIDs that grows one by one, cheaply while they come in order. Used by one thread. */
public final class GtidCollector {
  private GtidSet settled;
  private final Map<String, Run> runs = new HashMap<>();
  private String newestSource = "";
  private Run newest;

  public GtidCollector(GtidSet start) {
    this.settled = start;
  }

  /** Numbers of one source without a gap. */
  private static final class Run {
    private long first;
    private long last;

    Run(long number) {
      first = number;
      last = number;
    }
  }

  /** Adds {@code uuid:number} or {@code uuid:tag:number}. */
  public void add(String gtid) {
    int colon = gtid.lastIndexOf(':');
    long number = Long.parseLong(gtid, colon + 1, gtid.length(), 10);
    if (newest != null
        && colon == newestSource.length()
        && gtid.startsWith(newestSource)
        && number == newest.last + 1) {
      newest.last = number;
      return;
    }
    String source = gtid.substring(0, colon);
    Run run = runs.get(source);
    newestSource = source;
    newest = run;
    if (run == null) {
      newest = new Run(number);
      runs.put(source, newest);
    } else if (number == run.last + 1) {
      run.last = number;
    } else {
      settle(source, run);
      run.first = number;
      run.last = number;
    }
  }

  private void settle(String source, Run run) {
    settled = settled.plus(GtidSet.parse(source + ":" + run.first + "-" + run.last));
  }

  /** All that was added, and what this began with. */
  public GtidSet set() {
    runs.forEach(this::settle);
    runs.clear();
    newest = null;
    return settled;
  }
}
