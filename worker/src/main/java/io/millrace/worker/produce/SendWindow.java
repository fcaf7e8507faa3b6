package io.millrace.worker.produce;

import java.time.Duration;

/**
 * How many bytes may be sent and not acknowledged yet. It grows while they are acknowledged quickly
 * and shrinks while that takes long, so that what is under way when a transaction is to end arrives
 * well within its time limit, however slow the brokers are or a quota makes them. Used by one
 * thread.
 */
final class SendWindow {
  static final long LEAST_BYTES = 64L * 1024;
  private static final long QUICK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long SLOW_NANOS = Duration.ofSeconds(4).toNanos();

  private final long mostBytes;
  private long bytes = LEAST_BYTES;
  private long beganNanos;
  private long acknowledgedBefore;

  SendWindow(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Begins to measure: what was before, a pause perhaps, tells nothing. */
  void begin(long nowNanos, long acknowledged) {
    beganNanos = nowNanos;
    acknowledgedBefore = acknowledged;
  }

  /**
   * Whether a record may follow now; one that is larger than the window may when nothing is under
   * way.
   *
   * @param sent bytes, in all
   * @param acknowledged bytes, in all
   */
  boolean admits(long size, long sent, long acknowledged, long nowNanos) {
    if (acknowledged - acknowledgedBefore >= bytes) {
      adapt(nowNanos - beganNanos);
      begin(nowNanos, acknowledged);
    }
    long underWay = sent - acknowledged;
    return underWay <= 0 || underWay + size <= bytes;
  }

  private void adapt(long tookNanos) {
    if (tookNanos < QUICK_NANOS) {
      bytes = Math.min(mostBytes, 2 * bytes);
    } else if (tookNanos > SLOW_NANOS) {
      bytes = Math.max(LEAST_BYTES, bytes / 2);
    }
  }
}
