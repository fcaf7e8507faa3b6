package io.millrace.ops.acceptance.chaos;

import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.demo.load.LoadRun.Target;
import io.millrace.ops.demo.load.Writes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that write to a source which comes and goes. Each counts its transactions in a row of its
 * own of the table {@code journal}, within the transaction; so after a lost connection it knows
 * whether its last commit came off, and that the server forgot none that it had confirmed.
 */
final class Writers implements AutoCloseable {
  /** The table of the writers' counts; a task may copy it as well. */
  static final String JOURNAL = "journal";

  private static final Duration STOP = Duration.ofSeconds(90);

  private final Target target;
  private final int transactionsPerSecond;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final List<Writer> writers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private Writers(Target target, int transactionsPerSecond) {
    this.target = target;

    this.transactionsPerSecond = transactionsPerSecond;
  }

  /** Makes the journal and starts the threads. */
  static Writers start(
      Target target, Writes writes, int threads, int transactionsPerSecond, long seed)
      throws SQLException {
    Writers all = new Writers(target, transactionsPerSecond);
    try (Connection connection = Writer.connect(target);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE " + JOURNAL + " (writer INT NOT NULL PRIMARY KEY, n BIGINT NOT NULL)");
      for (int i = 0; i < threads; i++) {
        statement.execute("INSERT INTO " + JOURNAL + " VALUES (" + i + ", 0)");
      }
      connection.commit();
    }
    for (int i = 0; i < threads; i++) {
      Writer writer = new Writer(target, writes, i, seed * 1_000_003 + i);
      all.writers.add(writer);
      all.threads.add(new Thread(() -> all.run(writer), "writer-" + i));
    }
    all.threads.forEach(
        thread -> {
          thread.setDaemon(true);
          thread.start();
        });
    return all;
  }

  private void run(Writer writer) {
    long interval = TimeUnit.SECONDS.toNanos(threads.size()) / transactionsPerSecond;
    long due = System.nanoTime();
    try {
      while (!stopped.get()) {
        long left = due - System.nanoTime();
        if (left > 0) {
          LockSupport.parkNanos(left);
        } else {
          due = Math.max(due + interval, System.nanoTime() - interval);
          if (!writer.write()) {
            due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
          }
        }
      }
      while (!writer.settle()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
    } catch (SQLException | RuntimeException e) {
      failure.compareAndSet(null, e);
    } finally {
      writer.close();
    }
  }

  /** The first error that no writer foresaw; null without one. */
  Throwable failure() {
    return failure.get();
  }

  /** What was written, for a person. */
  String totals() {
    long committed = writers.stream().mapToLong(Writer::committed).sum();
    long lost = writers.stream().mapToLong(Writer::lostConnections).sum();
    long kept = writers.stream().mapToLong(Writer::keptCommits).sum();
    long refused = writers.stream().mapToLong(Writer::refused).sum();
    return "%d transactions committed, %d refused, %d connections lost (%d with a commit that had come off)"
        .formatted(committed, refused, lost, kept);
  }

  /**
   * Lets every thread end its transaction and settle what it is unsure of; the source must be up.
   *
   * @throws CommandFailedException when a writer met an error, or the source forgot a commit
   */
  void stop() {
    stopped.set(true);
    long end = System.nanoTime() + STOP.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        if (thread.isAlive()) {
          throw new CommandFailedException("failed: the writers did not end within " + STOP);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("failed: interrupted while the writers end", e);
    }
    if (failure.get() != null) {
      throw new CommandFailedException(
          "failed: writing to " + target + ": " + failure.get(), failure.get());
    }
  }

  /** Ends the threads whatever they do. */
  @Override
  public void close() {
    stopped.set(true);
    threads.forEach(Thread::interrupt);
  }
}
