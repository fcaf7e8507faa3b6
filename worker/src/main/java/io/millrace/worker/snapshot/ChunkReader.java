package io.millrace.worker.snapshot;

import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.mysql.DefinitionLock;
import io.millrace.worker.mysql.PositionReader;
import io.millrace.worker.mysql.Quoting;
import io.millrace.worker.mysql.ServerFacts;
import io.millrace.worker.mysql.SourceErrors;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.mysql.WriteLock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * Opens the views in which chunks are read. Holds one connection, opened when first needed and
 * opened anew when it is dead; one thread uses the reader and its views, one view at a time.
 */
public final class ChunkReader implements AutoCloseable {
  private final SourceServer server;
  private final Failpoints failpoints;
  private final WriteLock writeLock;
  private final DefinitionLock definitionLock;
  private Session session;

  public ChunkReader(SourceServer server) {
    this(server, Failpoints.NONE);
  }

  public ChunkReader(SourceServer server, Failpoints failpoints) {
    this(server, failpoints, false);
  }

  /**
   * @param locksTables whether a table may be locked while its view is opened, on a source without
   *     GTIDs
   */
  public ChunkReader(SourceServer server, Failpoints failpoints, boolean locksTables) {
    this.server = server;
    this.failpoints = failpoints;
    this.writeLock = locksTables ? new WriteLock(server) : null;
    this.definitionLock = new DefinitionLock(server);
  }

  /** A connection, what is known of the server behind it, and its id for KILL QUERY. */
  record Session(Connection connection, PositionReader place, long id) {}

  /**
   * Opens a view of a table: the steps 1 to 4 of the design's "A chunk".
   *
   * @param planned the table as it was planned
   * @param first the first key of the plan, where a range without lower bound begins; null when the
   *     plan has none
   * @param selectList an expression for each of {@code planned.columns()}
   * @throws MillraceException TABLE_CHANGED when the table is not as it was planned, TABLE_MISSING
   *     when it is gone or renamed, both naming it; SOURCE_UNREACHABLE, SOURCE_DENIED, TRANSIENT
   */
  public ChunkView open(TableDefinition planned, KeyBound first, String selectList) {
    try {
      begin();
      return ChunkView.open(this, session, planned, first, selectList);
    } catch (SQLException e) {
      close();
      throw SourceErrors.ofPlanned(
          e, "Opening a view of " + planned.id() + " on " + server.address());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Where the source is now, if what lies in a view must be told from its binlog; else empty. No
   * view may be open.
   *
   * @throws MillraceException SOURCE_UNREACHABLE, SOURCE_DENIED, TRANSIENT
   */
  public Optional<SourcePosition> positionForWindow() {
    try {
      begin();
      ServerFacts facts = session.place().facts();
      if (!facts.gtids() || facts.tellsPlaceOfView()) {
        return Optional.empty();
      }
      return Optional.of(SourcePosition.read(session.connection(), session.place()));
    } catch (SQLException e) {
      close();
      throw SourceErrors.of(e, "Reading the position of " + server.address());
    }
  }

  /** A connection that has long been idle may be dead without knowing. */
  private void begin() throws SQLException {
    if (session != null) {
      try {
        execute(session.connection(), "START TRANSACTION");
        return;
      } catch (SQLException e) {
        close();
      }
    }
    session = connect();
    execute(session.connection(), "START TRANSACTION");
  }

  private Session connect() throws SQLException {
    Connection connection = server.open();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
      row.next();
      return new Session(
          connection, new PositionReader(ServerFacts.read(connection)), row.getLong(1));
    } catch (SQLException e) {
      SourceServer.discard(connection);
      throw e;
    }
  }

  /**
   * Waits until the source has executed these transactions, so that the next view holds them. No
   * view may be open.
   *
   * @param gtids a GTID set; may be empty
   * @return whether it has; false when {@code atMost} is over
   */
  public boolean awaitExecuted(String gtids, Duration atMost) {
    long deadlineNanos = System.nanoTime() + atMost.toNanos();
    try {
      begin();
      while (!isExecuted(gtids)) {
        if (System.nanoTime() - deadlineNanos > 0) {
          return false;
        }
        execute(session.connection(), "DO SLEEP(0.02)");
      }
      return true;
    } catch (SQLException e) {
      close();
      throw SourceErrors.of(e, "Waiting for transactions on " + server.address());
    }
  }

  private boolean isExecuted(String gtids) throws SQLException {
    String sql = "SELECT GTID_SUBSET(" + Quoting.text(gtids) + ", @@GLOBAL.gtid_executed)";
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Ends the query that {@code session} runs, its transaction stays; by another connection. */
  void endQuery() {
    Connection other = server.open();
    try {
      execute(other, "KILL QUERY " + session.id());
    } catch (SQLException e) {
      throw SourceErrors.of(e, "Ending a read on " + server.address());
    } finally {
      SourceServer.discard(other);
    }
  }

  /** Locks the table where that is allowed and needed; returns whether it did. */
  boolean lock(TableId table) throws SQLException {
    ServerFacts facts = session.place().facts();
    boolean needed = writeLock != null && facts.binlog() && !facts.gtids() && !facts.mariaDb();
    if (needed) {
      writeLock.lock(table);
    }
    return needed;
  }

  void unlock() {
    if (writeLock != null) {
      writeLock.unlock();
    }
  }

  DefinitionLock definitionLock() {
    return definitionLock;
  }

  Failpoints failpoints() {
    return failpoints;
  }

  String address() {
    return server.address();
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends the connection, and with it the view; {@link #open} makes a new one. */
  @Override
  public void close() {
    if (writeLock != null) {
      writeLock.close();
    }
    definitionLock.close();
    if (session != null) {
      SourceServer.discard(session.connection());
      session = null;
    }
  }
}
