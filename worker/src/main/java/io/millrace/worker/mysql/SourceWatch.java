package io.millrace.worker.mysql;

import io.millrace.common.error.MillraceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Looks at a source from time to time, on a thread and a connection of its own: where its binlog
 * ends, and what of it is gone. A look that fails is tried again; the stream notices itself when
 * the source is away.
 */
public final class SourceWatch implements AutoCloseable {
  private final SourceServer server;
  private final Duration every;
  private final AtomicReference<Look> newest = new AtomicReference<>();
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * One look.
   *
   * @param takenNanos System.nanoTime before the source was asked
   * @param takenMillis this machine's clock then
   * @param sourceMillis the source's clock
   * @param position where the binlog ended
   * @param gtids whether every transaction has a GTID, also while none is executed
   * @param gtidPurged GTIDs that no binlog file holds any more; empty without GTIDs
   * @param oldestFile of the binlog; empty when unknown
   * @param files how many binlog files there are; 0 when unknown
   */
  public record Look(
      long takenNanos,
      long takenMillis,
      long sourceMillis,
      SourcePosition position,
      boolean gtids,
      String gtidPurged,
      String oldestFile,
      int files) {}

  public SourceWatch(SourceServer server, Duration every, String threadName) {
    this.server = server;
    this.every = every;
    this.thread = new Thread(this::run, threadName);
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /** The newest look; null before the first. Any thread. */
  public Look newest() {
    return newest.get();
  }

  /**
   * One look, over a connection of its own.
   *
   * @throws MillraceException SOURCE_UNREACHABLE, SOURCE_LOGIN_REFUSED and others
   */
  public static Look once(SourceServer server) {
    Connection connection = server.open();
    try {
      return look(connection, ServerFacts.read(connection));
    } catch (SQLException e) {
      throw SourceErrors.of(e, "Looking at the binlog of " + server.address());
    } finally {
      SourceServer.discard(connection);
    }
  }

  private void run() {
    while (closed.getCount() > 0) {
      Connection connection = null;
      try {
        connection = server.open();
        watch(connection);
      } catch (SQLException | MillraceException e) {
        // The stream's own connection tells what is wrong.
      } catch (InterruptedException e) {
        return;
      } finally {
        if (connection != null) {
          SourceServer.discard(connection);
        }
      }
      try {
        pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void watch(Connection connection) throws SQLException, InterruptedException {
    ServerFacts facts = ServerFacts.read(connection);
    do {
      newest.set(look(connection, facts));
    } while (!pause());
  }

  /** Waits for the next look; returns whether there shall be none. */
  private boolean pause() throws InterruptedException {
    return closed.await(every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Look look(Connection connection, ServerFacts facts) throws SQLException {
    long nanos = System.nanoTime();
    long millis = System.currentTimeMillis();
    PositionReader reader = new PositionReader(facts);
    try (Statement statement = connection.createStatement()) {
      long sourceMillis = (long) (number(statement, "SELECT UNIX_TIMESTAMP(NOW(3))") * 1_000);
      String purged = facts.gtids() ? text(statement, "SELECT @@GLOBAL.gtid_purged") : "";
      SourcePosition position = SourcePosition.read(connection, reader);
      List<String> files = List.of();
      try {
        files = BinlogFiles.names(connection);
      } catch (SQLException e) {
        if (!SourceErrors.isDenied(e)) {
          throw e;
        }
      }
      String oldest = files.isEmpty() ? "" : files.get(0);
      return new Look(
          nanos, millis, sourceMillis, position, facts.gtids(), purged, oldest, files.size());
    }
  }

  private static double number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getDouble(1);
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1).replaceAll("\\s", "");
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
