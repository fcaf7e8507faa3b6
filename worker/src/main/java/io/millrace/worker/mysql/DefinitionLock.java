package io.millrace.worker.mysql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Keeps everybody from altering a table while another connection opens its view, on a source where
 * opening it gives up the metadata locks that the connection has (MariaDB's START TRANSACTION WITH
 * CONSISTENT SNAPSHOT). Opened when first needed; used by one thread.
 */
public final class DefinitionLock implements AutoCloseable {
  private final LockConnection connection;

  public DefinitionLock(SourceServer server) {
    this.connection = new LockConnection(server);
  }

  /**
   * Takes the lock by reading no row.
   *
   * @param select of the table's columns, without LIMIT
   * @return the connection that holds it, for asking for the definition
   */
  public Connection hold(String select) throws SQLException {
    return connection.take("START TRANSACTION", select + " LIMIT 0");
  }

  /** Gives the lock back, at once or with the end of the connection. */
  public void release() {
    connection.giveBack("ROLLBACK");
  }

  @Override
  public void close() {
    connection.close();
  }
}
