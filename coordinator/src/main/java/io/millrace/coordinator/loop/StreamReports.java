package io.millrace.coordinator.loop;

import io.millrace.proto.grid.Status.StreamProgress;

/**
 * What the holders of a task's binlog id said of the stream. Totals go on over its holders. Owned
 * by the loop's thread.
 */
final class StreamReports {
  /** A worker repeats its status about once a second: one may be late, two are missing. */
  static final long SILENCE_MILLIS = 2_000;

  private StreamProgress last;
  private int attempt;
  private long heardAtMillis;
  private long rowsBefore;
  private long bytesBefore;

  /**
   * Takes in what a holder says.
   *
   * @return whether it got anywhere: changes were committed since it last said something, or the
   *     source's end is reached
   */
  boolean heard(int byAttempt, StreamProgress progress, long nowMillis) {
    boolean another = last == null || byAttempt != attempt;
    if (another && last != null) {
      rowsBefore += last.rows();
      bytesBefore += last.bytes();
    }
    boolean grew = progress.rows() > (another ? 0 : last.rows());
    last = progress;
    attempt = byAttempt;
    heardAtMillis = nowMillis;
    return grew || progress.caughtUp();
  }

  boolean isEmpty() {
    return last == null;
  }

  /** For a person; null before the first report. */
  String position() {
    return last == null ? null : last.position();
  }

  /**
   * How far the destination is behind the source: as reported, and, while nothing is heard, longer
   * by that silence. Null before the first report.
   *
   * @param holder attempt of the present holder
   */
  Long delayMillis(int holder, long nowMillis) {
    if (last == null) {
      return null;
    }
    return last.delayMillis() + (isFresh(holder, nowMillis) ? 0 : nowMillis - heardAtMillis);
  }

  boolean isCaughtUp(int holder, long nowMillis) {
    return last != null && last.caughtUp() && isFresh(holder, nowMillis);
  }

  private boolean isFresh(int holder, long nowMillis) {
    return holder == attempt && nowMillis - heardAtMillis <= SILENCE_MILLIS;
  }

  /** Changes committed in this term. */
  long rows() {
    return last == null ? 0 : rowsBefore + last.rows();
  }

  long bytes() {
    return last == null ? 0 : bytesBefore + last.bytes();
  }
}
