package io.millrace.worker.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Keeps everybody from altering a table while another connection opens its view, on a source where
 * opening it gives up the metadata locks that the connection has (MariaDB's START TRANSACTION WITH
 * CONSISTENT SNAPSHOT). Opened when first needed; used by one thread.
 */
public final class DefinitionLock implements AutoCloseable {
  private final SourceServer server;
  private Connection connection;

  public DefinitionLock(SourceServer server) {
    this.server = server;
  }

  /**
   * Takes the lock by reading no row.
   *
   * @param select of the table's columns, without LIMIT
   * @return the connection that holds it, for asking for the definition
   */
  public Connection hold(String select) throws SQLException {
    if (connection != null) {
      try {
        begin(select);
        return connection;
      } catch (SQLException e) {
        close();
        if (!SourceErrors.isConnectionLost(e)) {
          throw e;
        }
      }
    }
    connection = server.open();
    begin(select);
    return connection;
  }

  private void begin(String select) throws SQLException {
    execute("START TRANSACTION");
    execute(select + " LIMIT 0");
  }

  /** Gives the lock back, at once or with the end of the connection. */
  public void release() {
    try {
      if (connection != null) {
        execute("ROLLBACK");
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
