package io.millrace.ops.demo;

import io.millrace.ops.demo.verify.Gtids;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The end of a source's binlog at one moment.
 *
 * @param gtids executed; empty without GTIDs
 * @param file name of the newest binlog file
 * @param offset its end
 */
public record SourceEnd(String gtids, String file, long offset) {
  private static final int SYNTAX_ERROR = 1064;

  /** The end as it is now; blocks. */
  public static SourceEnd read(DemoServers servers) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(servers.jdbcUrl(""), servers.user(), servers.password());
        Statement statement = connection.createStatement()) {
      try {
        return read(statement, "SHOW MASTER STATUS");
      } catch (SQLException e) {
        if (e.getErrorCode() != SYNTAX_ERROR) {
          throw e;
        }
        return read(statement, "SHOW BINARY LOG STATUS");
      }
    }
  }

  private static SourceEnd read(Statement statement, String sql) throws SQLException {
    try (ResultSet status = statement.executeQuery(sql)) {
      if (!status.next()) {
        throw new SQLException(sql + " says nothing: the server writes no binlog");
      }
      return new SourceEnd(gtids(status), status.getString("File"), status.getLong("Position"));
    }
  }

  /** MariaDB has no such column. */
  private static String gtids(ResultSet status) throws SQLException {
    for (int i = 1; i <= status.getMetaData().getColumnCount(); i++) {
      if (status.getMetaData().getColumnLabel(i).equals("Executed_Gtid_Set")) {
        return status.getString(i).replace("\n", "");
      }
    }
    return "";
  }

  /**
   * Whether a stream at this position has all that was there.
   *
   * @param position of a task's incremental step: GTIDs, or {@code file:offset}
   */
  public boolean isReachedBy(String position) {
    if (!gtids.isEmpty() && position.indexOf('.') < 0) {
      return Gtids.parse(position).containsAll(Gtids.parse(gtids));
    }
    int colon = position.lastIndexOf(':');
    if (colon < 0) {
      return false;
    }
    int files = position.substring(0, colon).compareTo(file);
    return files > 0 || (files == 0 && Long.parseLong(position.substring(colon + 1)) >= offset);
  }

  @Override
  public String toString() {
    return gtids.isEmpty() ? file + ":" + offset : gtids;
  }
}
