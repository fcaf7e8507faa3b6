package io.millrace.worker.mysql;

import io.millrace.proto.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Keeps everybody from writing to a table for a moment, on a source whose GTIDs do not say what a
 * view holds: {@code LOCK TABLES ... READ} waits until every transaction that wrote to the table is
 * in the binlog and visible. Held by a connection of its own, for START TRANSACTION would release
 * it. Opened when first needed; used by one thread.
 */
public final class WriteLock implements AutoCloseable {
  private final SourceServer server;
  private Connection connection;

  public WriteLock(SourceServer server) {
    this.server = server;
  }

  /**
   * Locks one table; one at a time.
   *
   * @throws SQLException also when writers kept it for longer than lock_wait_timeout
   */
  public void lock(TableId table) throws SQLException {
    String sql = "LOCK TABLES " + Quoting.table(table) + " READ";
    if (connection != null) {
      try {
        execute(sql);
        return;
      } catch (SQLException e) {
        close();
        if (!SourceErrors.isConnectionLost(e)) {
          throw e;
        }
      }
    }
    connection = server.open();
    execute(sql);
  }

  /** Lets writers go on, at once or with the end of the connection. */
  public void unlock() {
    try {
      if (connection != null) {
        execute("UNLOCK TABLES");
      }
    } catch (SQLException e) {
      close();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
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
