package io.millrace.worker.handoff;

import java.time.Duration;
import java.util.Objects;

/**
 * How much of a window is read while the view's metadata lock is held.
 *
 * @param keys that it touches, at most
 * @param time that reading it takes, at most; after a reading that took longer the next one may
 *     take twice as long, up to {@link #MOST_TIMES} of it, or a source that is short of CPU would
 *     never be copied
 */
public record WindowLimits(int keys, Duration time) {
  static final int MOST_TIMES = 8;

  public WindowLimits {
    Objects.requireNonNull(time, "time");
    if (keys < 1 || time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "limits of a window must be above 0: " + keys + ", " + time);
    }
  }

  public static WindowLimits defaults() {
    return new WindowLimits(100_000, Duration.ofSeconds(5));
  }
}
