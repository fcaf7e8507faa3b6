package io.millrace.worker.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The binlog files that a source has. Pure but for the asking. */
public final class BinlogFiles {
  private BinlogFiles() {}

  /**
   * Their names, the oldest first. Asks over a connection of its own.
   *
   * @throws io.millrace.common.error.MillraceException SOURCE_UNREACHABLE, SOURCE_DENIED and others
   */
  public static List<String> names(SourceServer server) {
    Connection connection = server.open();
    try {
      return names(connection);
    } catch (SQLException e) {
      throw SourceErrors.of(e, "Listing the binlog files of " + server.address());
    } finally {
      SourceServer.discard(connection);
    }
  }

  static List<String> names(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW BINARY LOGS")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }
}
