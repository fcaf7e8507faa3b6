package io.millrace.worker.assignment;

import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.grid.Status.Progress;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.worker.lane.Holding;
import io.millrace.worker.lane.HoldingRun.JobQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * One resource this worker was ordered to hold: the place where the worker's loop and the holding's
 * thread meet. Guarded by its own monitor; no call blocks but {@link #next}.
 */
public final class HeldResource implements Holding, JobQueue {
  /** A stream shows its progress several times a second. */
  private static final long SILENCE_MILLIS = 2_000;

  private final String taskId;
  private final String resource;
  private final long term;
  private final int attempt;
  private final BooleanSupplier draining;
  private final Runnable changed;
  private final CommittedTotals totals;
  private final LongSupplier nanos;

  private final Deque<Job> jobs = new ArrayDeque<>();
  private final Deque<HoldingEvent> events = new ArrayDeque<>();
  private long lastJob;
  private long lastEvent;
  private boolean ended;
  private volatile boolean cancelled;
  private volatile Progress progress;
  private volatile Shown shown = Shown.NOTHING;

  /** The stream's progress and when it was shown. */
  private record Shown(StreamProgress stream, long atNanos) {
    static final Shown NOTHING = new Shown(null, 0);

    /** As it is to be told now: a holder that waits for its brokers shows nothing itself. */
    StreamProgress told(long nowNanos) {
      long silence = TimeUnit.NANOSECONDS.toMillis(nowNanos - atNanos);
      return stream != null && silence > SILENCE_MILLIS ? stream.after(silence) : stream;
    }
  }

  /**
   * @param totals counts what is committed
   * @param changed called when there is something new to report; must only enqueue
   */
  HeldResource(
      HoldingOrder order,
      long term,
      BooleanSupplier draining,
      CommittedTotals totals,
      Runnable changed) {
    this(order, term, draining, totals, changed, System::nanoTime);
  }

  /**
   * @param nanos a clock as of {@link System#nanoTime}
   */
  HeldResource(
      HoldingOrder order,
      long term,
      BooleanSupplier draining,
      CommittedTotals totals,
      Runnable changed,
      LongSupplier nanos) {
    this.totals = totals;
    this.nanos = nanos;
    this.taskId = order.taskId();
    this.resource = order.resource();
    this.term = term;
    this.attempt = order.attempt();
    this.draining = draining;
    this.changed = changed;
  }

  /** Whether the order means this holding, not one before or after it. */
  boolean isFor(HoldingOrder order, long orderTerm) {
    return term == orderTerm && attempt == order.attempt();
  }

  /** Takes in what the coordinator said: new jobs, counted events. */
  synchronized void update(HoldingOrder order) {
    while (!events.isEmpty() && events.peekFirst().number() <= order.acknowledged()) {
      events.removeFirst();
    }
    for (Job job : order.jobs()) {
      if (job.number() == lastJob + 1) {
        jobs.addLast(job);
        lastJob = job.number();
      }
    }
    notifyAll();
  }

  synchronized void cancel() {
    cancelled = true;
    notifyAll();
  }

  /** Wakes the holding's thread: draining has begun. */
  synchronized void wake() {
    notifyAll();
  }

  /** The holding's thread has ended: nothing more will be told. */
  public synchronized void markEnded() {
    ended = true;
  }

  synchronized boolean isEnded() {
    return ended;
  }

  synchronized HoldingStatus status() {
    return new HoldingStatus(
        taskId,
        resource,
        term,
        attempt,
        List.copyOf(events),
        progress,
        shown.told(nanos.getAsLong()));
  }

  @Override
  public synchronized Job next() {
    while (!cancelled && !draining.getAsBoolean() && jobs.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return poll();
  }

  /** The next job if there is one now and it is to be run; else null. Does not wait. */
  public synchronized Job poll() {
    return cancelled || draining.getAsBoolean() ? null : jobs.pollFirst();
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public boolean isDraining() {
    return draining.getAsBoolean();
  }

  @Override
  public void emit(LongFunction<HoldingEvent> event) {
    synchronized (this) {
      lastEvent++;
      events.addLast(event.apply(lastEvent));
    }
    changed.run();
  }

  @Override
  public void committed(long rows, long bytes) {
    totals.add(rows, bytes);
  }

  @Override
  public void show(Progress now) {
    progress = now;
  }

  @Override
  public void streaming(StreamProgress now) {
    shown = now == null ? Shown.NOTHING : new Shown(now, nanos.getAsLong());
  }
}
