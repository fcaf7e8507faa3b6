package io.millrace.worker.chunk;

import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.mysql.SourceErrors;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.schema.CreateStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a range into chunks by walking the key's index, so that every chunk has about the same
 * number of rows however the keys are spread. Never counts the table.
 */
public final class RangePlanner {
  private final Connection connection;
  private final TableDefinition table;
  private final TableKey key;
  private final long rowsPerChunk;

  private RangePlanner(Connection connection, TableDefinition table, long rowsPerChunk) {
    this.connection = connection;
    this.table = table;
    this.key = TableKey.of(table);
    this.rowsPerChunk = rowsPerChunk;
  }

  /**
   * A range cut into chunks.
   *
   * @param ranges in key order, each beginning where the one before ends
   * @param rest what was not cut, beginning where the last of {@code ranges} ends; null when
   *     nothing is left
   */
  public record Cut(List<KeyRange> ranges, KeyRange rest) {
    public Cut {
      ranges = List.copyOf(ranges);
    }
  }

  /** As below, over a connection of its own. */
  public static Cut cut(
      SourceServer server,
      TableDefinition table,
      KeyRange range,
      long rowsPerChunk,
      int maxChunks) {
    Connection connection = server.open();
    try {
      return cut(connection, table, range, rowsPerChunk, maxChunks);
    } finally {
      SourceServer.discard(connection);
    }
  }

  /**
   * Cuts the beginning of {@code range}. The ranges and the rest cover it exactly, without gap or
   * overlap, whatever is written to the table meanwhile.
   *
   * @param connection in autocommit
   * @param rowsPerChunk rows of each range but the last, as the table is now
   * @param maxChunks at most so many ranges
   * @throws MillraceException TABLE_CHANGED when the table is not as it was planned, TABLE_MISSING
   *     when it is gone or renamed, both naming it; SOURCE_UNREACHABLE, SOURCE_DENIED, TRANSIENT
   */
  public static Cut cut(
      Connection connection,
      TableDefinition table,
      KeyRange range,
      long rowsPerChunk,
      int maxChunks) {
    if (rowsPerChunk < 1 || maxChunks < 1) {
      throw new IllegalArgumentException(
          "rows per chunk and chunks must be at least 1, got " + rowsPerChunk + ", " + maxChunks);
    }
    if (range.isWhole()) {
      return new Cut(List.of(range), null);
    }
    try {
      return new RangePlanner(connection, table, rowsPerChunk).cutPlanned(range, maxChunks);
    } catch (SQLException e) {
      throw SourceErrors.ofPlanned(e, "Planning chunks of table " + table.id() + " in " + range);
    }
  }

  /** The walk over a key that was altered may end in any bound and any error. */
  private Cut cutPlanned(KeyRange range, int maxChunks) throws SQLException {
    Cut cut;
    try {
      cut = cut(range, maxChunks);
    } catch (SQLException | RuntimeException e) {
      CreateStatement.requireUnchanged(connection, table);
      throw e;
    }
    CreateStatement.requireUnchanged(connection, table);
    return cut;
  }

  private Cut cut(KeyRange range, int maxChunks) throws SQLException {
    List<KeyRange> ranges = new ArrayList<>();
    KeyRange rest = range;
    while (rest != null && ranges.size() < maxChunks) {
      KeyBound bound = boundAfter(rest);
      if (bound == null || key.order().compare(bound, rest.upper()) >= 0) {
        ranges.add(rest);
        rest = null;
      } else {
        ranges.add(new KeyRange(rest.lower(), bound));
        rest = new KeyRange(bound, rest.upper());
      }
    }
    return new Cut(ranges, rest);
  }

  /** The key of the row that makes a chunk full; null when the range has fewer rows. */
  private KeyBound boundAfter(KeyRange range) throws SQLException {
    long missing = rowsPerChunk;
    try (Statement statement = connection.createStatement()) {
      for (String piece : RangePieces.of(table, range, null)) {
        String row = key.select(key.selectList(), piece) + " LIMIT 1 OFFSET " + (missing - 1);
        try (ResultSet result = statement.executeQuery(row)) {
          if (result.next()) {
            return key.bound(result);
          }
        }
        missing -= count(statement, piece, missing);
        if (missing < 1) {
          // Rows came between the two statements: the first row of the next piece makes it full.
          missing = 1;
        }
      }
      return null;
    }
  }

  private long count(Statement statement, String piece, long atMost) throws SQLException {
    String rows =
        "SELECT COUNT(*) FROM (SELECT 1 FROM "
            + key.from()
            + " WHERE "
            + piece
            + " LIMIT "
            + atMost
            + ") AS rows_of_piece";
    try (ResultSet result = statement.executeQuery(rows)) {
      result.next();
      return result.getLong(1);
    }
  }
}
