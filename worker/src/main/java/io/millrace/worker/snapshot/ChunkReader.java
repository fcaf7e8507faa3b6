package io.millrace.worker.snapshot;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.mysql.PositionReader;
import io.millrace.worker.mysql.ServerFacts;
import io.millrace.worker.mysql.SourceErrors;
import io.millrace.worker.mysql.SourceServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Opens the views in which chunks are read. Holds one connection, opened when first needed and
 * opened anew when it is dead; one thread uses the reader and its views, one view at a time.
 */
public final class ChunkReader implements AutoCloseable {
  private final SourceServer server;
  private Session session;

  public ChunkReader(SourceServer server) {
    this.server = server;
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
      MillraceException error =
          SourceErrors.of(e, "Opening a view of " + planned.id() + " on " + server.address());
      // A column of the plan is not there: the table was altered.
      throw error.code() == ErrorCode.COLUMN_MISSING
          ? new MillraceException(ErrorCode.TABLE_CHANGED, error.getMessage(), e)
          : error;
    } catch (RuntimeException e) {
      close();
      throw e;
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
    if (session != null) {
      SourceServer.discard(session.connection());
      session = null;
    }
  }
}
