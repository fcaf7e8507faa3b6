package io.millrace.worker.assignment;

import io.millrace.proto.grid.Orders;
import io.millrace.proto.wire.UnreadableMessageException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's one thread: follows orders as they come, sends the status when it has changed and
 * every half second. Only the newest orders wait: they are whole.
 */
public final class WorkerLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
  private static final long HEARTBEAT_MILLIS = 500;
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final WorkerIdentity identity;
  private final Consumer<byte[]> send;
  private final Assignments assignments;
  private final AtomicReference<byte[]> newestOrders = new AtomicReference<>();
  private final BlockingQueue<Boolean> wake = new LinkedBlockingQueue<>(1);
  private final CountDownLatch drained = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "worker-loop");
  private volatile boolean draining;
  private volatile boolean closed;
  private volatile long lastOrdersNanos = System.nanoTime();
  private volatile int holdings;
  private long sent;
  private long idleSinceNanos;

  /**
   * @param send sends a status; must not block for long
   * @param died hears of an error that ended the loop's thread, and ends the process: in the grid
   *     it would keep what it holds from every other worker
   */
  public WorkerLoop(
      WorkerIdentity identity,
      AssignmentSource source,
      ErrandRunner errands,
      Consumer<byte[]> send,
      UncaughtExceptionHandler died) {
    this.identity = identity;
    this.send = send;
    this.assignments = new Assignments(new HoldingThreads(source, this::wake), errands, this::wake);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(died);
  }

  public void start() {
    thread.start();
  }

  /** New orders have come; returns at once. */
  public void orders(byte[] message) {
    newestOrders.set(message);
    wake();
  }

  private void wake() {
    wake.offer(true);
  }

  /** How many resources are held now, for metrics. */
  public int holdings() {
    return holdings;
  }

  /** What was committed, for metrics. */
  public CommittedTotals totals() {
    return assignments.totals();
  }

  /** How long ago the coordinator was heard last. */
  public Duration sinceOrders() {
    return Duration.ofNanos(System.nanoTime() - lastOrdersNanos);
  }

  /** Gives back all work; returns whether nothing was left to do within the time. */
  public boolean drain(Duration atMost) {
    draining = true;
    wake();
    try {
      return drained.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    try {
      while (!closed) {
        turn();
        wake.poll(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look at everything. What fails is tried again at the next turn: the loop must not end. */
  private void turn() {
    try {
      if (draining) {
        assignments.drain();
      }
      byte[] message = newestOrders.getAndSet(null);
      if (message != null) {
        follow(message);
      }
      boolean idle = assignments.isIdle();
      sent++;
      holdings = assignments.size();
      send.accept(assignments.status(identity, sent).toBytes());
      if (draining && idle) {
        tellDrained();
      }
    } catch (RuntimeException e) {
      LOG.error("the worker's loop goes on after an error", e);
    }
  }

  /** The last events are to be heard, or the work waits for the lease to end; not for ever. */
  private void tellDrained() {
    if (idleSinceNanos == 0) {
      idleSinceNanos = System.nanoTime();
    }
    if (assignments.isEmpty() || System.nanoTime() - idleSinceNanos > LAST_WORDS.toNanos()) {
      drained.countDown();
    }
  }

  private void follow(byte[] message) {
    try {
      Orders orders = Orders.fromBytes(message);
      if (orders.incarnation().equals(identity.incarnation())) {
        lastOrdersNanos = System.nanoTime();
        assignments.follow(orders);
      }
    } catch (UnreadableMessageException e) {
      LOG.warn("orders refused: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }
}
