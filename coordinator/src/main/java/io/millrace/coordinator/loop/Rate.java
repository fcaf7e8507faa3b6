package io.millrace.coordinator.loop;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a total grows, over the last ten seconds. Owned by the loop's thread. */
final class Rate {
  private static final long WINDOW_MILLIS = 10_000;

  private record Sample(long atMillis, long total) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  void sample(long nowMillis, long total) {
    samples.addLast(new Sample(nowMillis, total));
    while (samples.size() > 2 && nowMillis - samples.peekFirst().atMillis() > WINDOW_MILLIS) {
      samples.removeFirst();
    }
  }

  /** Growth a second; 0 before there are two samples. */
  long perSecond() {
    Sample first = samples.peekFirst();
    Sample last = samples.peekLast();
    if (first == null || last.atMillis() == first.atMillis()) {
      return 0;
    }
    return Math.max(
        0, (last.total() - first.total()) * 1000 / (last.atMillis() - first.atMillis()));
  }
}
