package io.millrace.common.grid;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Which thread of this process took most of a core over the last seconds. For one thread. */
final class BusiestThread {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private String name = "none";

  private record Sample(long nanos, Map<Long, Long> cpuNanosById) {}

  /** Share of one core, over the last ten seconds; 0 until there are ten seconds to look at. */
  int percent(long nowNanos) {
    Sample now = new Sample(nowNanos, cpuNanosById());
    samples.addLast(now);
    Sample before = null;
    while (nowNanos - samples.getFirst().nanos() >= WINDOW_NANOS) {
      before = samples.removeFirst();
    }
    if (before == null) {
      return 0;
    }
    long mostNanos = 0;
    for (Map.Entry<Long, Long> cpu : now.cpuNanosById().entrySet()) {
      long taken = cpu.getValue() - before.cpuNanosById().getOrDefault(cpu.getKey(), 0L);
      if (taken > mostNanos) {
        mostNanos = taken;
        ThreadInfo info = threads.getThreadInfo(cpu.getKey());
        name = info == null ? "gone" : info.getThreadName();
      }
    }
    return Math.toIntExact(mostNanos * 100 / (nowNanos - before.nanos()));
  }

  /** The thread that {@link #percent} spoke of last. */
  String name() {
    return name;
  }

  private Map<Long, Long> cpuNanosById() {
    Map<Long, Long> cpu = new HashMap<>();
    for (long id : threads.getAllThreadIds()) {
      cpu.put(id, threads.getThreadCpuTime(id));
    }
    return cpu;
  }
}
