package io.millrace.worker.mysql;

import io.millrace.proto.table.TableId;
import java.sql.SQLException;

/**
 * Keeps everybody from writing to a table for a moment, on a source whose GTIDs do not say what a
 * view holds: {@code LOCK TABLES ... READ} waits until every transaction that wrote to the table is
 * in the binlog and visible. Held by a connection of its own, for START TRANSACTION would release
 * it. Opened when first needed; used by one thread.
 */
public final class WriteLock implements AutoCloseable {
  private final LockConnection connection;

  public WriteLock(SourceServer server) {
    this.connection = new LockConnection(server);
  }

  /**
   * Locks one table; one at a time.
   *
   * @throws SQLException also when writers kept it for longer than lock_wait_timeout
   */
  public void lock(TableId table) throws SQLException {
    connection.take("LOCK TABLES " + Quoting.table(table) + " READ");
  }

  /** Lets writers go on, at once or with the end of the connection. */
  public void unlock() {
    connection.giveBack("UNLOCK TABLES");
  }

  @Override
  public void close() {
    connection.close();
  }
}
