package io.millrace.ops.benchmark;

import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notes when committed records came last, which the task shows some tenths of a second later. Its
 * own thread looks.
 */
final class CommittedEnd implements AutoCloseable {
  /** Not more often: it shares the machine with what is measured. */
  private static final long LOOK_MILLIS = 50;

  private final TopicEnds ends;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::look, "committed-end");
  private volatile long lastGrowth = System.nanoTime();

  private CommittedEnd(TopicEnds ends) {
    this.ends = ends;
  }

  /** Follows the topics from now on. */
  static CommittedEnd follow(String bootstrapServers, Collection<String> topics) {
    CommittedEnd end = new CommittedEnd(new TopicEnds(bootstrapServers, topics));
    end.thread.setDaemon(true);
    end.thread.start();
    return end;
  }

  private void look() {
    long before = ends.committed();
    try {
      boolean last;
      do {
        last = closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        long now = ends.committed();
        if (now != before) {
          lastGrowth = System.nanoTime();
          before = now;
        }
      } while (!last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once more, ends, and returns when they came last, by {@link System#nanoTime}. */
  long end() {
    close();
    return lastGrowth;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ends.close();
  }
}
