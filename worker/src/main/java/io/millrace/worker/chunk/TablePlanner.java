package io.millrace.worker.chunk;

import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.mysql.PositionReader;
import io.millrace.worker.mysql.Quoting;
import io.millrace.worker.mysql.ServerFacts;
import io.millrace.worker.mysql.SourceErrors;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.mysql.WriteLock;
import io.millrace.worker.schema.CapturedTable;
import io.millrace.worker.schema.CreateStatement;
import io.millrace.worker.schema.TableCapture;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes a table's plan: its definition, first and last key and L_plan, all under one metadata lock.
 * Holds two connections, opened at the first plan; one thread uses it.
 */
public final class TablePlanner implements AutoCloseable {
  private final SourceServer server;
  private final WriteLock writeLock;
  private Connection locking;
  private Connection describing;
  private ServerFacts facts;

  public TablePlanner(SourceServer server) {
    this(server, false);
  }

  /**
   * @param locksTables whether a table may be locked while its first and last key are read, on a
   *     source without GTIDs
   */
  public TablePlanner(SourceServer server, boolean locksTables) {
    this.server = server;
    this.writeLock = locksTables ? new WriteLock(server) : null;
  }

  /** Plans one table over connections of its own; see {@link #plan(TableId)}. */
  public static PlannedSource plan(SourceServer server, TableId table) {
    return plan(server, table, false);
  }

  /** The same, with a lock where that is allowed and needed. */
  public static PlannedSource plan(SourceServer server, TableId table, boolean locksTables) {
    try (TablePlanner planner = new TablePlanner(server, locksTables)) {
      return planner.plan(table);
    }
  }

  /**
   * Plans a table, in the order of the section "Before the first chunk": the lock, the CREATE TABLE
   * text, L_plan, then the first and the last key. information_schema is read by the second
   * connection while the first holds the lock: on 8.0 it would open the view.
   *
   * @throws MillraceException TABLE_MISSING, SOURCE_DENIED and others, naming the table
   */
  public PlannedSource plan(TableId table) {
    try {
      connect();
      return plan(table, new PositionReader(facts));
    } catch (SQLException e) {
      close();
      throw SourceErrors.of(e, "Planning table " + table + " on " + server.address());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void connect() throws SQLException {
    if (locking == null) {
      locking = server.open();
      describing = server.open();
      facts = ServerFacts.read(locking);
    }
  }

  private PlannedSource plan(TableId table, PositionReader place) throws SQLException {
    try (Statement statement = locking.createStatement()) {
      statement.execute("START TRANSACTION");
      statement.executeQuery("SELECT * FROM " + Quoting.table(table) + " LIMIT 0").close();
      String createStatement = CreateStatement.read(locking, table);
      PositionReader.Executed executed = place.visible(locking);
      CapturedTable captured = new TableCapture(describing).read(table);
      KeyChoice choice = new KeyChoice(captured);
      TableDefinition definition =
          new TableDefinition(
              table,
              createStatement,
              captured.identity(),
              captured.engine(),
              facts.version(),
              captured.columns(),
              choice.define(describing),
              choice.uniqueKeys());
      Ends ends = facts.tellsPlaceOfView() ? seen(definition, place) : ends(definition, place);
      statement.execute("ROLLBACK");
      return new PlannedSource(
          definition,
          ends.min(),
          ends.max(),
          executed.gtidExecuted(),
          ends.binlogEnd(),
          executed.serverUuid(),
          captured.estimatedRows(),
          captured.averageRowBytes());
    }
  }

  /** First and last key, and where in the binlog they were read, without GTIDs. */
  private record Ends(KeyBound min, KeyBound max, String binlogEnd) {}

  private Ends ends(TableDefinition table, PositionReader place) throws SQLException {
    boolean locked = lock(table.id());
    try (Statement statement = locking.createStatement()) {
      String binlogEnd = facts.gtids() ? "" : place.end(locking);
      KeyBound min = end(statement, table, false);
      return new Ends(min, end(statement, table, true), binlogEnd);
    } finally {
      if (locked) {
        writeLock.unlock();
      }
    }
  }

  /** The same where the server tells the view's place; the lock stays with the other connection. */
  private Ends seen(TableDefinition table, PositionReader place) throws SQLException {
    try (Statement statement = describing.createStatement()) {
      String binlogEnd = place.openView(describing);
      KeyBound min = end(statement, table, false);
      KeyBound max = end(statement, table, true);
      statement.execute("ROLLBACK");
      return new Ends(min, max, binlogEnd);
    }
  }

  private boolean lock(TableId table) throws SQLException {
    boolean needed = writeLock != null && facts.binlog() && !facts.gtids() && !facts.mariaDb();
    if (needed) {
      writeLock.lock(table);
    }
    return needed;
  }

  private static KeyBound end(Statement statement, TableDefinition table, boolean last)
      throws SQLException {
    if (table.chunkKey().isEmpty()) {
      return null;
    }
    TableKey key = TableKey.of(table);
    String order = last ? key.orderByDescending() : key.orderBy();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT "
                + key.selectList()
                + " FROM "
                + key.from()
                + " ORDER BY "
                + order
                + " LIMIT 1")) {
      return row.next() ? key.bound(row) : null;
    }
  }

  /** Ends all connections; the next plan opens new ones. */
  @Override
  public void close() {
    if (writeLock != null) {
      writeLock.close();
    }
    if (locking != null) {
      SourceServer.discard(locking);
    }
    if (describing != null) {
      SourceServer.discard(describing);
    }
    locking = null;
    describing = null;
  }
}
