package io.millrace.worker.schema;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableId;
import io.millrace.worker.mysql.Quoting;
import io.millrace.worker.mysql.SourceErrors;
import io.millrace.worker.mysql.SourcePosition;
import io.millrace.worker.mysql.SourceServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;

/**
 * How a table is, and where the source was while it was so.
 *
 * @param createStatement the text of SHOW CREATE TABLE
 * @param position of the source at a moment at which nobody could alter the table
 */
public record PresentTable(String createStatement, SourcePosition position) {
  public PresentTable {
    Objects.requireNonNull(createStatement, "createStatement");
    Objects.requireNonNull(position, "position");
  }

  /**
   * Asks while the table's metadata lock keeps everybody from altering it, over connections of its
   * own.
   *
   * @return empty when there is no such table
   * @throws MillraceException SOURCE_UNREACHABLE, SOURCE_DENIED and others
   */
  public static Optional<PresentTable> read(SourceServer source, TableId table) {
    Connection connection = source.open();
    try (Statement statement = connection.createStatement()) {
      statement.execute("START TRANSACTION");
      statement.execute("SELECT 1 FROM " + Quoting.table(table) + " LIMIT 0");
      String text = CreateStatement.read(connection, table);
      return Optional.of(new PresentTable(text, SourcePosition.read(source)));
    } catch (SQLException e) {
      MillraceException error = SourceErrors.of(e, "Reading how table " + table + " is");
      if (error.code() == ErrorCode.TABLE_MISSING) {
        return Optional.empty();
      }
      throw error;
    } finally {
      SourceServer.discard(connection);
    }
  }
}
