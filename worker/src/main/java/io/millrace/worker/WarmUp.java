package io.millrace.worker;

import io.millrace.worker.stream.Rehearsal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rehearses once, on a thread of its own, when the worker has had nothing to do for a while: the
 * one that stands by for another is then as fast as that one was. Work that comes ends it.
 */
final class WarmUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final long ROWS = 300_000;

  private final Duration idleFor;
  private final IntSupplier holdings;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "warm-up");

  /**
   * @param idleFor how long nothing must be held
   * @param holdings how many resources are held now
   */
  WarmUp(Duration idleFor, IntSupplier holdings) {
    this.idleFor = idleFor;
    this.holdings = holdings;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      long rows = 0;
      while (rows < ROWS && awaitIdle()) {
        long begin = System.nanoTime();
        rows = new Rehearsal().run(ROWS, this::isIdle);
        LOG.info(
            "warmed up with {} changes in {} ms",
            rows,
            Duration.ofNanos(System.nanoTime() - begin).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("not warmed up: the first changes will be slower", e);
    }
  }

  private boolean isIdle() {
    return closed.getCount() > 0 && holdings.getAsInt() == 0;
  }

  /** False when it is closed before. */
  private boolean awaitIdle() throws InterruptedException {
    long since = System.nanoTime();
    while (System.nanoTime() - since < idleFor.toNanos()) {
      if (closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      if (holdings.getAsInt() > 0) {
        since = System.nanoTime();
      }
    }
    return true;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
