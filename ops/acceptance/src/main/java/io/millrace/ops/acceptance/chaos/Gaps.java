package io.millrace.ops.acceptance.chaos;

/**
 * How long the longest stretch without a commit was, and the longest after a leader's kill. Times
 * are System.nanoTime. One thread uses it.
 */
final class Gaps {
  private long lastCommit;
  private long longest;
  private long killedAt;
  private boolean alone;
  private int kills;
  private long longestAfterKill;
  private long longestAfterLoneKill;

  Gaps(long nowNanos) {
    this.lastCommit = nowNanos;
  }

  /** Rows or a position were committed. */
  void committed(long nowNanos) {
    longest = Math.max(longest, nowNanos - lastCommit);
    lastCommit = nowNanos;
  }

  /** The stream's leader was killed. */
  void leaderKilled(long nowNanos) {
    killedAt = nowNanos;
    alone = true;
  }

  /** Something else was done, too: a pause that lasts is no longer the kill's alone. */
  void otherFault() {
    alone = false;
  }

  /** The stream's position was committed by a holder that took the id after the kill. */
  void streamedAfterKill(long nowNanos) {
    if (killedAt == 0) {
      return;
    }
    long pause = nowNanos - killedAt;
    kills++;
    longestAfterKill = Math.max(longestAfterKill, pause);
    if (alone) {
      longestAfterLoneKill = Math.max(longestAfterLoneKill, pause);
    }
    killedAt = 0;
  }

  /** Whether a killed leader's stream has not gone on yet. */
  boolean awaitsStream() {
    return killedAt != 0;
  }

  /** Since the kill that the stream has not gone on after yet. */
  long sinceKillNanos(long nowNanos) {
    return nowNanos - killedAt;
  }

  long sinceCommitNanos(long nowNanos) {
    return nowNanos - lastCommit;
  }

  long longestNanos() {
    return longest;
  }

  /** Kills after which the stream went on. */
  int kills() {
    return kills;
  }

  long longestAfterKillNanos() {
    return longestAfterKill;
  }

  /** Of kills with no other fault before the stream went on; 0 without one. */
  long longestAfterLoneKillNanos() {
    return longestAfterLoneKill;
  }
}
