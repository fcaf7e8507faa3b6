package io.millrace.worker.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A connection beside the one that reads, which holds a lock for it. Opened when first needed and
 * opened anew when it was lost meanwhile; used by one thread.
 */
final class LockConnection implements AutoCloseable {
  private final SourceServer server;
  private Connection connection;

  LockConnection(SourceServer server) {
    this.server = server;
  }

  /** Takes a lock; the connection that holds it. */
  Connection take(String... statements) throws SQLException {
    if (connection != null) {
      try {
        execute(statements);
        return connection;
      } catch (SQLException e) {
        close();
        if (!SourceErrors.isConnectionLost(e)) {
          throw e;
        }
      }
    }
    connection = server.open();
    execute(statements);
    return connection;
  }

  /** Gives the lock back by the statement, at once or with the end of the connection. */
  void giveBack(String statement) {
    try {
      if (connection != null) {
        execute(statement);
      }
    } catch (SQLException e) {
      close();
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      SourceServer.discard(connection);
      connection = null;
    }
  }
}
