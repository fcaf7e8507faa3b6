package io.millrace.worker.stream;

import io.millrace.worker.binlog.BinlogEvent;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * The events between the thread that reads them and the one that makes records of them, bounded in
 * bytes. One reader puts, one taker takes; guarded by its own monitor.
 */
final class EventQueue {
  /** What an event takes beside its body. */
  private static final int EVENT_BYTES = 120;

  /** Fewer bytes than these are waited for a moment: a wake-up costs more than an event. */
  private static final long SMALL_BYTES = 64 * 1024;

  private static final long MOMENT_NANOS = 2_000_000;
  private static final long NEVER = Long.MAX_VALUE;

  private final long mostBytes;
  private final ArrayDeque<BinlogEvent> waiting = new ArrayDeque<>();
  private long bytes;
  private long wakeTakerAt = NEVER;
  private boolean putterWaits;
  private boolean ended;
  private Throwable failure;

  EventQueue(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Waits for room; one event always fits. */
  synchronized void put(BinlogEvent event) throws InterruptedException {
    while (bytes > 0 && bytes + event.length() > mostBytes && !ended) {
      putterWaits = true;
      wait();
    }
    waiting.addLast(event);
    bytes += event.length() + EVENT_BYTES;
    if (bytes >= wakeTakerAt) {
      wakeTakerAt = NEVER;
      notifyAll();
    }
  }

  /** The reading is over; what was put before can still be taken. */
  synchronized void end(Throwable why) {
    ended = true;
    failure = why;
    notifyAll();
  }

  /**
   * Takes what waits, at most after so many milliseconds.
   *
   * @param mostBytesNow about how much to take at once
   * @return whether anything was taken
   * @throws RuntimeException what ended the reading, once all before it is taken
   */
  synchronized boolean take(Collection<BinlogEvent> into, long mostBytesNow, long mostMillis)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis);
    while (waiting.isEmpty() && !ended) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wakeTakerAt = 0;
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    if (bytes < SMALL_BYTES && !ended) {
      wakeTakerAt = SMALL_BYTES;
      TimeUnit.NANOSECONDS.timedWait(this, MOMENT_NANOS);
    }
    wakeTakerAt = NEVER;
    if (waiting.isEmpty()) {
      throw ending();
    }
    long taken = 0;
    while (!waiting.isEmpty() && taken < mostBytesNow) {
      BinlogEvent event = waiting.removeFirst();
      into.add(event);
      taken += event.length() + EVENT_BYTES;
    }
    bytes -= taken;
    if (putterWaits) {
      putterWaits = false;
      notifyAll();
    }
    return true;
  }

  private RuntimeException ending() {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException("the binlog's reading ended", failure);
  }
}
