package io.millrace.ops.acceptance.chaos;

import io.millrace.ops.demo.load.LoadRun.Target;
import io.millrace.ops.demo.load.Writes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Random;
import java.util.Set;

/** One writer: a connection that it opens anew when it is lost. Its counts are read by others. */
final class Writer {
  /** Deadlock, lock wait timeout, duplicate key, definition changed: part of a lively database. */
  private static final Set<Integer> CONFLICTS = Set.of(1213, 1205, 1062, 1412);

  /** Too many connections, shutdown in progress, query interrupted by it. */
  private static final Set<Integer> GOING_AWAY = Set.of(1040, 1053, 1317, 1927, 3169);

  private final Target target;
  private final Writes writes;
  private final int number;
  private final Random random;
  private Connection connection;
  private volatile long committed;
  private volatile long lostConnections;
  private volatile long keptCommits;
  private volatile long refused;

  Writer(Target target, Writes writes, int number, long seed) {
    this.target = target;
    this.writes = writes;
    this.number = number;
    this.random = new Random(seed);
  }

  /**
   * Tries one transaction.
   *
   * @return false when the server is away
   * @throws SQLException an error that nobody foresaw
   */
  boolean write() throws SQLException {
    if (!settle()) {
      return false;
    }
    try {
      one();
      return true;
    } catch (SQLException e) {
      return survives(e);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private void one() throws SQLException {
    try {
      count();
      writes.transaction(connection, random);
      committed++;
    } catch (SQLException e) {
      if (!CONFLICTS.contains(e.getErrorCode())) {
        throw e;
      }
      connection.rollback();
      refused++;
    }
  }

  private void count() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE " + Writers.JOURNAL + " SET n = n + 1 WHERE writer = " + number);
    }
  }

  /**
   * With a connection, and without doubt about what was committed.
   *
   * @return false when the server is away
   * @throws SQLException an error that nobody foresaw
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  boolean settle() throws SQLException {
    if (connection != null) {
      return true;
    }
    try {
      Connection opened = connect(target);
      long known = journal(opened);
      if (known != committed && known != committed + 1) {
        opened.close();
        throw new IllegalStateException(
            "writer %d has %d confirmed commits, the source knows of %d"
                .formatted(number, committed, known));
      }
      keptCommits += known - committed;
      committed = known;
      connection = opened;
      return true;
    } catch (SQLException e) {
      return survives(e);
    }
  }

  private long journal(Connection opened) throws SQLException {
    try (Statement statement = opened.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT n FROM " + Writers.JOURNAL + " WHERE writer = " + number + " FOR UPDATE")) {
      row.next();
      long n = row.getLong(1);
      opened.commit();
      return n;
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private boolean survives(SQLException e) throws SQLException {
    boolean away =
        (e.getSQLState() != null && e.getSQLState().startsWith("08"))
            || GOING_AWAY.contains(e.getErrorCode());
    if (!away) {
      throw e;
    }
    if (connection != null) {
      lostConnections++;
      close();
    }
    return false;
  }

  static Connection connect(Target target) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", target.user());
    properties.put("password", target.password());
    properties.put("allowMultiQueries", "true");
    properties.put("connectTimeout", "5000");
    properties.put("socketTimeout", "60000");
    Connection connection = DriverManager.getConnection(target.jdbcUrl(), properties);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    connection.setAutoCommit(false);
    return connection;
  }

  long committed() {
    return committed;
  }

  long lostConnections() {
    return lostConnections;
  }

  /** Commits without an answer that had come off all the same. */
  long keptCommits() {
    return keptCommits;
  }

  long refused() {
    return refused;
  }

  void close() {
    Connection closing = connection;
    connection = null;
    if (closing != null) {
      try {
        closing.abort(Runnable::run);
      } catch (SQLException e) {
        // It is gone already.
      }
    }
  }
}
