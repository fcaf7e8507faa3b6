package io.millrace.coordinator.loop;

import io.millrace.proto.grid.Job;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which of a task's resources fail again and again, and since when. One that failed counts as
 * mended only when it gets as far as it had failed: that its new holder took it, or did once more
 * what had been done, proves nothing, and would begin the time of {@code retryFor} anew for ever.
 * Owned by the loop's thread.
 */
final class Setbacks {
  /** How far a holder is in its work, in that order. */
  enum Stage {
    TAKING,
    PREPARING,
    CUTTING,
    READING,
    CLOSING,
    STREAMING;

    /** Of a running job; null for none. */
    static Stage of(Job job) {
      if (job == null) {
        return TAKING;
      } else if (job instanceof Job.Prepare) {
        return PREPARING;
      } else if (job instanceof Job.PlanRanges) {
        return CUTTING;
      } else if (job instanceof Job.ReadChunk) {
        return READING;
      }
      return job instanceof Job.Close ? CLOSING : STREAMING;
    }
  }

  private record Setback(long sinceMillis, Stage stage) {}

  private final Duration retryFor;
  private final Map<String, Setback> failing = new HashMap<>();
  private boolean shown;
  private String shownCode;

  /**
   * @param shown whether the task is shown as being tried again already
   */
  Setbacks(Duration retryFor, boolean shown) {
    this.retryFor = retryFor;
    this.shown = shown;
  }

  /**
   * A resource failed.
   *
   * @return whether it has been failing for too long
   */
  boolean failed(String resource, Stage stage, long nowMillis) {
    Setback now =
        failing.merge(
            resource,
            new Setback(nowMillis, stage),
            (before, again) ->
                new Setback(
                    before.sinceMillis(),
                    before.stage().compareTo(stage) > 0 ? before.stage() : stage));
    return nowMillis - now.sinceMillis() > retryFor.toMillis();
  }

  /**
   * Whether this is to be shown from now on as what the task is tried again for: the first error,
   * and each that is of another kind than the one shown, for its remedy is another.
   */
  boolean show(String code) {
    boolean news = !shown || !code.equals(shownCode);
    shown = true;
    shownCode = code;
    return news;
  }

  /**
   * A resource did something that had not been done before.
   *
   * @return whether the task, shown as being tried again, goes on as it should from now on
   */
  boolean progressed(String resource, Stage stage) {
    Setback setback = failing.get(resource);
    if (setback != null && stage.compareTo(setback.stage()) >= 0) {
      failing.remove(resource);
    }
    boolean mended = shown && failing.isEmpty();
    if (mended) {
      shown = false;
      shownCode = null;
    }
    return mended;
  }

  boolean isFailing(String resource) {
    return failing.containsKey(resource);
  }

  /** Only this resource goes on to be held. */
  void keepOnly(String resource) {
    failing.keySet().retainAll(java.util.Set.of(resource));
  }
}
