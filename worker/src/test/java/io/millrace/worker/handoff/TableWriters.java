package io.millrace.worker.handoff;

import io.millrace.worker.snapshot.SourceFixture;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Threads that change the table {@code t} of integers at random until they are closed. */
final class TableWriters implements AutoCloseable {
  private static final int WRITERS = 4;

  private final SourceFixture source;
  private final int keys;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final List<CompletableFuture<Void>> writers = new ArrayList<>();

  TableWriters(SourceFixture source, int keys, long seed) {
    this.source = source;
    this.keys = keys;
    for (int i = 0; i < WRITERS; i++) {
      Random random = new Random(seed * 100 + i);
      writers.add(CompletableFuture.runAsync(() -> write(random)));
    }
  }

  /** Returns when all have ended; fails with what one of them met. */
  @Override
  public void close() {
    stopped.set(true);
    writers.forEach(CompletableFuture::join);
  }

  private void write(Random random) {
    try (Connection connection =
            DriverManager.getConnection(
                source.mysql().jdbcUrl("shop"), source.mysql().user(), source.mysql().password());
        Statement statement = connection.createStatement()) {
      while (!stopped.get()) {
        writeOnce(random, statement);
      }
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  /** Deadlocks and keys that are there already only end the statement. */
  private void writeOnce(Random random, Statement statement) throws SQLException {
    int id = random.nextInt(keys);
    try {
      statement.execute(
          switch (random.nextInt(5)) {
            case 0 -> "DELETE FROM t WHERE id = " + id;
            case 1 -> "INSERT INTO t VALUES (" + id + ", " + random.nextInt(1000) + ")";
            case 2 -> "UPDATE t SET id = id + 7 WHERE id = " + id;
            default -> "UPDATE t SET v = v + 1 WHERE id BETWEEN " + id + " AND " + (id + 5);
          });
    } catch (SQLException e) {
      if (e.getErrorCode() != 1062 && e.getErrorCode() != 1213) {
        throw e;
      }
    }
  }
}
