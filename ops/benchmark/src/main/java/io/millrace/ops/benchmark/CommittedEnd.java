package io.millrace.ops.benchmark;

import java.util.Collection;

/**
 * Notes when committed records came last, which the task shows some tenths of a second later.
 * Its own thread looks.
 */
final class CommittedEnd implements AutoCloseable {
  /** Not more often: it shares the machine with what is measured. */
  private static final long LOOK_MILLIS = 50;

  private final TopicEnds ends;
  private final Thread thread = new Thread(this::look, "committed-end");
  private volatile long lastGrowth = System.nanoTime();
  private volatile boolean closed;

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

  /** By {@link System#nanoTime}; at the latest one look after it. */
  long lastGrowth() {
    return lastGrowth;
  }

  private void look() {
    long before = ends.committed();
    while (!closed) {
      long now = ends.committed();
      if (now != before) {
        lastGrowth = System.nanoTime();
        before = now;
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ends.close();
  }
}
