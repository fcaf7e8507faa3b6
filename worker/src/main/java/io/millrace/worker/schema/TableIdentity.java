package io.millrace.worker.schema;

import io.millrace.proto.table.TableId;
import io.millrace.worker.mysql.Quoting;
import io.millrace.worker.mysql.SourceErrors;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A text that changes when a table's content is replaced as a whole.
 *
 * <p>CREATE_TIME changes with DROP and CREATE and with a RENAME swap, but not with TRUNCATE (tried
 * on 8.0.33) and not within one second. TRUNCATE gives the table a new InnoDB tablespace, whose
 * number information_schema.INNODB_TABLESPACES_BRIEF (8.0 and later) shows, on 8.0 without any
 * privilege, on 9.7 to those who have PROCESS; partitions are listed there as {@code
 * database/table#p#name}. On servers without that view, for those who may not see it, and for
 * tables in a shared tablespace, CREATE_TIME alone counts.
 */
public final class TableIdentity {
  private static final int UNKNOWN_TABLE = 1109;
  private static final int NO_SUCH_TABLE = 1146;

  private TableIdentity() {}

  /** Asks the server; empty when the table is gone. This opens a read view. */
  public static String read(Connection connection, TableId table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String created =
          first(
              statement,
              "SELECT COALESCE(CREATE_TIME, 'unknown') FROM information_schema.TABLES WHERE"
                  + (" TABLE_SCHEMA = " + Quoting.text(table.database()))
                  + (" AND TABLE_NAME = " + Quoting.text(table.table())));
      if (created.isEmpty()) {
        return "";
      }
      String spaces = spaces(statement, table);
      return spaces.isEmpty() ? created : created + " tablespace " + spaces;
    }
  }

  private static String spaces(Statement statement, TableId table) throws SQLException {
    String name = table.database() + "/" + table.table();
    String partitions = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "#p#%";
    try {
      return first(
          statement,
          "SELECT GROUP_CONCAT(SPACE ORDER BY SPACE) FROM"
              + " information_schema.INNODB_TABLESPACES_BRIEF"
              + (" WHERE NAME = " + Quoting.text(name))
              + (" OR NAME LIKE " + Quoting.text(partitions)));
    } catch (SQLException e) {
      if (e.getErrorCode() == UNKNOWN_TABLE
          || e.getErrorCode() == NO_SUCH_TABLE
          || SourceErrors.isDenied(e)) {
        return "";
      }
      throw e;
    }
  }

  private static String first(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      String value = row.next() ? row.getString(1) : null;
      return value == null ? "" : value;
    }
  }
}
