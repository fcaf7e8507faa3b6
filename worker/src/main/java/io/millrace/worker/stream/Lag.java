package io.millrace.worker.stream;

import io.millrace.worker.mysql.SourceWatch.Look;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.position.GtidSet;
import io.millrace.worker.position.Horizon;
import java.util.concurrent.TimeUnit;

/**
 * How far the destination is behind the source. Right while the source is idle, since it goes by
 * where the source's binlog ended at a look, not by the age of the last change. Used by one thread.
 */
final class Lag {
  private static final long CAUGHT_UP_MILLIS = 2_000;
  private static final long STALE_MILLIS = 5_000;

  private Look unpassed;
  private Look newest;
  private boolean reached;
  private long skewMillis;

  /** What the stream has committed against the newest look; null before the first. */
  void update(Look look, Horizon done) {
    if (look == null) {
      return;
    }
    if (newest == null || look.takenNanos() != newest.takenNanos()) {
      newest = look;
      skewMillis = look.takenMillis() - look.sourceMillis();
      if (unpassed == null) {
        unpassed = look;
      }
    }
    if (unpassed != null && isPassed(unpassed, done)) {
      reached = true;
      unpassed = isPassed(newest, done) ? null : newest;
    }
  }

  private static boolean isPassed(Look look, Horizon done) {
    if (done instanceof Horizon.Gtids gtids) {
      return gtids.set().containsAll(GtidSet.parse(look.position().gtidExecuted()));
    }
    String place = look.position().binlogEnd();
    return !place.isEmpty() && done.containsAll(new Horizon.AtPlace(BinlogPlace.parse(place)));
  }

  /**
   * Milliseconds.
   *
   * @param waitingMillis when the oldest transaction that is read and not committed to Kafka was
   *     committed on the source, by its clock; 0 without one
   */
  long delayMillis(long waitingMillis) {
    if (newest == null || unpassed == null) {
      return 0;
    }
    long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - unpassed.takenNanos());
    long waiting = waitingMillis == 0 ? 0 : System.currentTimeMillis() - skewMillis - waitingMillis;
    return Math.max(0, Math.max(age, waiting));
  }

  /**
   * Whether the source's end, as of the last moments, has been reached; never before the end that
   * the first look saw: how far behind the stream began is not known until then.
   */
  boolean isCaughtUp(long waitingMillis) {
    return reached
        && ageMillis(newest) <= STALE_MILLIS
        && delayMillis(waitingMillis) < CAUGHT_UP_MILLIS;
  }

  private static long ageMillis(Look look) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - look.takenNanos());
  }
}
