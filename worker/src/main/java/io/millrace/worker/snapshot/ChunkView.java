package io.millrace.worker.snapshot;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.chunk.KeyBounds;
import io.millrace.worker.chunk.RangePieces;
import io.millrace.worker.chunk.TableKey;
import io.millrace.worker.mysql.PositionReader;
import io.millrace.worker.mysql.Quoting;
import io.millrace.worker.mysql.ServerFacts;
import io.millrace.worker.mysql.SourceErrors;
import io.millrace.worker.row.SourceRow;
import io.millrace.worker.schema.CreateStatement;
import io.millrace.worker.schema.TableIdentity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** One read view of one table. Used by the thread of its reader. */
public final class ChunkView implements AutoCloseable {
  private final ChunkReader reader;
  private final Connection connection;
  private final TableDefinition table;
  private final KeyBound first;
  private final String selectList;
  private final PositionReader.Executed executed;
  private final String binlogEnd;
  private final ServerFacts facts;
  private final boolean exact;

  private ChunkView(
      ChunkReader reader,
      Connection connection,
      TableDefinition table,
      KeyBound first,
      String selectList,
      PositionReader.Executed executed,
      String binlogEnd,
      ServerFacts facts,
      boolean exact) {
    this.reader = reader;
    this.connection = connection;
    this.table = table;
    this.first = first;
    this.selectList = selectList;
    this.executed = executed;
    this.binlogEnd = binlogEnd;
    this.facts = facts;
    this.exact = exact;
  }

  /**
   * The order is the promise: the metadata lock without a view (1), L (2), the view (3), F (4), so
   * that all of L is visible in the view and all that is visible lies before F. Without GTIDs the
   * table is locked from 2 to 4, so that the view holds just what lies before F. Between START
   * TRANSACTION and 3 nothing may open the view: no information_schema, no SHOW COLUMNS.
   */
  static ChunkView open(
      ChunkReader reader,
      ChunkReader.Session session,
      TableDefinition table,
      KeyBound first,
      String selectList)
      throws SQLException {
    if (session.place().facts().tellsPlaceOfView()) {
      return openAtPlace(reader, session, table, first, selectList);
    }
    Connection connection = session.connection();
    String name = Quoting.table(table.id());
    query(connection, "SELECT " + selectList + " FROM " + name + " LIMIT 0");
    CreateStatement.requireUnchanged(connection, table);
    Failpoints failpoints = reader.failpoints();
    failpoints.reach(Failpoint.BEFORE_L);
    boolean locked = reader.lock(table.id());
    try {
      PositionReader.Executed executed = session.place().visible(connection);
      failpoints.reach(Failpoint.AFTER_L);
      query(connection, "SELECT 1 FROM " + name + " LIMIT 1");
      failpoints.reach(Failpoint.VIEW_OPEN);
      String binlogEnd = session.place().end(connection);
      failpoints.reach(Failpoint.AFTER_F);
      return new ChunkView(
          reader,
          connection,
          table,
          first,
          selectList,
          executed,
          binlogEnd,
          session.place().facts(),
          locked);
    } finally {
      reader.unlock();
    }
  }

  /**
   * Where the server tells the view's place: another connection holds the metadata lock until this
   * one, which opening the view gave up, has it too.
   */
  private static ChunkView openAtPlace(
      ChunkReader reader,
      ChunkReader.Session session,
      TableDefinition table,
      KeyBound first,
      String selectList)
      throws SQLException {
    Connection connection = session.connection();
    String select = "SELECT " + selectList + " FROM " + Quoting.table(table.id());
    Connection holder = reader.definitionLock().hold(select);
    try {
      CreateStatement.requireUnchanged(holder, table);
      Failpoints failpoints = reader.failpoints();
      failpoints.reach(Failpoint.BEFORE_L);
      PositionReader.Executed executed = session.place().executed(connection);
      failpoints.reach(Failpoint.AFTER_L);
      String binlogEnd = session.place().openView(connection);
      failpoints.reach(Failpoint.VIEW_OPEN);
      query(connection, select + " LIMIT 0");
      failpoints.reach(Failpoint.AFTER_F);
      return new ChunkView(
          reader,
          connection,
          table,
          first,
          selectList,
          executed,
          binlogEnd,
          session.place().facts(),
          true);
    } finally {
      reader.definitionLock().release();
    }
  }

  private static void query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery(sql).close();
    }
  }

  /** L: gtid_executed before the view, all of it visible in the view; empty without GTIDs. */
  public String gtidExecuted() {
    return executed.gtidExecuted();
  }

  /** Whether L is a set of GTIDs. */
  public boolean hasGtids() {
    return facts.gtids();
  }

  /** Whether the binlog may write the table's name in another case. */
  public boolean isNamedWithoutCase() {
    return facts.lowerCaseNames();
  }

  /** Whether the view holds exactly what lies before F: the table was locked meanwhile, or so. */
  public boolean isExact() {
    return exact;
  }

  /** F: an end of the binlog before which all lies that the view shows; empty when unknown. */
  public String binlogEnd() {
    return binlogEnd;
  }

  /** Of the server that L comes from; empty where it has none. */
  public String serverUuid() {
    return executed.serverUuid();
  }

  /** server_id of that server. */
  public long serverId() {
    return executed.serverId();
  }

  /** The source's clock when L was read. */
  public long sourceEpochSeconds() {
    return executed.sourceEpochSeconds();
  }

  /**
   * Streams the rows of a range in key order; those of {@link KeyRange#whole()} in the order the
   * server gives them.
   *
   * @throws MillraceException TABLE_CHANGED, SOURCE_UNREACHABLE, TRANSIENT and others; the view is
   *     of no use then
   */
  public ReadResult read(KeyRange range, RowVisitor visitor) {
    try {
      return readPieces(statements(range), visitor);
    } catch (SQLException e) {
      reader.close();
      throw SourceErrors.of(
          e, "Reading table " + table.id() + " in " + range + " on " + reader.address());
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private List<String> statements(KeyRange range) {
    if (range.isWhole()) {
      return List.of("SELECT " + selectList + " FROM " + Quoting.table(table.id()));
    }
    TableKey key = TableKey.of(table);
    return RangePieces.of(table, range, first).stream()
        .map(piece -> key.select(selectList, piece))
        .toList();
  }

  private ReadResult readPieces(List<String> statements, RowVisitor visitor) throws SQLException {
    SourceRow row = new SourceRow(table.columns().size());
    long rows = 0;
    for (String sql : statements) {
      try (Statement statement = streaming()) {
        ResultSet result = statement.executeQuery(sql);
        while (result.next()) {
          fill(row, result);
          rows++;
          if (!visitor.row(row)) {
            endEarly(result);
            return new ReadResult(rows, keyOf(row), true);
          }
        }
      }
    }
    return new ReadResult(rows, null, false);
  }

  /** Connector/J streams row by row only with this fetch size; else it buffers the result. */
  private Statement streaming() throws SQLException {
    Statement statement =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(Integer.MIN_VALUE);
    return statement;
  }

  private static void fill(SourceRow row, ResultSet result) throws SQLException {
    for (int i = 0; i < row.columns(); i++) {
      byte[] value = result.getBytes(i + 1);
      if (value == null) {
        row.setNull(i);
      } else {
        row.set(i, value, 0, value.length);
      }
    }
  }

  /**
   * Closing a streaming result reads the rest of it, however much that is; so the query is killed
   * first. The kill may come after its end and hit the next statement, which is an empty one.
   */
  private void endEarly(ResultSet result) throws SQLException {
    reader.endQuery();
    try {
      result.close();
      ChunkReader.execute(connection, "DO 0");
    } catch (SQLException e) {
      if (SourceErrors.isConnectionLost(e)) {
        throw e;
      }
    }
  }

  private KeyBound keyOf(SourceRow row) throws SQLException {
    if (table.chunkKey().isEmpty()) {
      return null;
    }
    List<Bytes> values = new ArrayList<>();
    for (int place : TableKey.of(table).places()) {
      values.add(Bytes.of(row.bytes(place)));
    }
    return KeyBounds.ofRow(connection, table, values);
  }

  /**
   * Checks that the table's content was not replaced as a whole since the plan, by TRUNCATE or DROP
   * and CREATE. Once is enough, before or after the rows: the view holds the table's metadata lock.
   *
   * @throws MillraceException TABLE_CHANGED naming the table
   */
  public void verifyUnchanged() {
    try {
      String now = TableIdentity.read(connection, table.id());
      if (!now.equals(table.createTime())) {
        throw new MillraceException(
            ErrorCode.TABLE_CHANGED,
            ("Table %s was truncated, rebuilt or made anew while it was copied:"
                    + " it was created at %s, now %s")
                .formatted(table.id(), table.createTime(), now));
      }
    } catch (SQLException e) {
      reader.close();
      throw SourceErrors.of(
          e, "Checking that table " + table.id() + " is the one planned on " + reader.address());
    }
  }

  /** Ends the view and gives the metadata lock back. */
  @Override
  public void close() {
    try {
      if (!connection.isClosed()) {
        ChunkReader.execute(connection, "ROLLBACK");
      }
    } catch (SQLException e) {
      reader.close();
    }
  }
}
