package io.millrace.ops.demo.load;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that write to a source until they are stopped, or until they have written enough. The
 * statements of a thread follow from the seed and its number; how the threads interleave does not.
 * Any thread may call.
 */
public final class LoadRun implements AutoCloseable {
  /** Deadlock, lock wait timeout, duplicate key, definition changed: part of a lively database. */
  private static final Set<Integer> CONFLICTS = Set.of(1213, 1205, 1062, 1412);

  private static final Duration STOP = Duration.ofSeconds(60);

  private final Target target;
  private final LoadOptions options;
  private final Writes writes;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong rowChanges = new AtomicLong();
  private final AtomicLong conflicts = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private LoadRun(Target target, LoadOptions options, Writes writes) {
    this.target = target;
    this.options = options;
    this.writes = writes;
  }

  /**
   * Where to write.
   *
   * @param jdbcUrl for MySQL Connector/J, with the database
   */
  public record Target(String jdbcUrl, String user, String password) {
    @Override
    public String toString() {
      return jdbcUrl;
    }
  }

  /** Starts the threads and returns at once. */
  public static LoadRun start(Target target, LoadOptions options, Writes writes) {
    LoadRun run = new LoadRun(target, options, writes);
    long beginNanos = System.nanoTime();
    for (int i = 0; i < options.threads(); i++) {
      int number = i;
      Thread thread = new Thread(() -> run.write(number, beginNanos), "load-" + i);
      thread.setDaemon(true);
      run.threads.add(thread);
    }
    run.threads.forEach(Thread::start);
    return run;
  }

  /** What is written so far. */
  public LoadTotals totals() {
    return new LoadTotals(transactions.get(), rowChanges.get(), conflicts.get());
  }

  /**
   * Lets every thread end its transaction; returns when all have.
   *
   * @throws LoadFailedException when a writer met an error
   */
  public LoadTotals stop() {
    stopped.set(true);
    threads.forEach(LockSupport::unpark);
    return await(STOP);
  }

  /**
   * Waits until all row changes of {@link LoadOptions} are written.
   *
   * @throws LoadFailedException when a writer met an error, or that took longer
   */
  public LoadTotals await(Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        if (thread.isAlive()) {
          throw new LoadFailedException(
              "The load on " + target + " did not end within " + atMost.toSeconds() + " s", null);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadFailedException("interrupted while waiting for the load's end", e);
    }
    if (failure.get() != null) {
      throw new LoadFailedException(
          "Writing to " + target + " as " + target.user() + ": " + failure.get().getMessage(),
          failure.get());
    }
    return totals();
  }

  /** Ends the threads whatever they do, without a word about errors. */
  @Override
  public void close() {
    stopped.set(true);
    threads.forEach(LockSupport::unpark);
  }

  private void write(int number, long beginNanos) {
    Random random = new Random(options.seed() * 1_000_003 + number);
    try (Connection connection = connect()) {
      long intervalNanos =
          options.transactionsPerSecond() == 0
              ? 0
              : TimeUnit.SECONDS.toNanos(options.threads()) / options.transactionsPerSecond();
      long due = beginNanos + intervalNanos * number / options.threads();
      while (goesOn()) {
        if (intervalNanos > 0 && waits(due)) {
          continue;
        }
        one(connection, random);
        // A writer that fell behind does not make up for it with a burst.
        due = Math.max(due + intervalNanos, System.nanoTime() - intervalNanos);
      }
    } catch (SQLException | RuntimeException e) {
      failure.compareAndSet(null, e);
      stopped.set(true);
    }
  }

  private boolean goesOn() {
    return !stopped.get() && (options.rowChanges() == 0 || rowChanges.get() < options.rowChanges());
  }

  private static boolean waits(long dueNanos) {
    long left = dueNanos - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    LockSupport.parkNanos(left);
    return true;
  }

  private void one(Connection connection, Random random) throws SQLException {
    try {
      rowChanges.addAndGet(writes.transaction(connection, random));
    } catch (SQLException e) {
      if (!CONFLICTS.contains(e.getErrorCode())) {
        throw e;
      }
      connection.rollback();
      conflicts.incrementAndGet();
    }
    transactions.incrementAndGet();
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.put("user", target.user());
    properties.put("password", target.password());
    // A transaction in one round trip: the load shall cost the machine as little as it can.
    properties.put("allowMultiQueries", "true");
    Connection connection = DriverManager.getConnection(target.jdbcUrl(), properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET SESSION time_zone = '+00:00',"
              + " sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,ALLOW_INVALID_DATES'");
    }
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    connection.setAutoCommit(false);
    return connection;
  }
}
