package io.millrace.worker.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says of itself.
 *
 * @param version as VERSION() gives it
 * @param mariaDb whether it is a MariaDB
 * @param gtids whether gtid_mode is ON; never for MariaDB, whose GTIDs are others
 * @param serverUuid empty where the server has none; for MariaDB its server_id in words
 * @param binlog whether it writes a binlog
 * @param lowerCaseNames whether names of tables are told apart without regard to case:
 *     lower_case_table_names is not 0
 * @param binlogFormat ROW, MIXED or STATEMENT; empty when unknown
 * @param binlogRowImage FULL, MINIMAL or NOBLOB; empty when unknown
 */
public record ServerFacts(
    String version,
    boolean mariaDb,
    boolean gtids,
    String serverUuid,
    boolean binlog,
    boolean lowerCaseNames,
    String binlogFormat,
    String binlogRowImage) {
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)");
  private static final String MARIADB_IDENTITY = "server_id ";
  private static final String VARIABLES =
      "SHOW GLOBAL VARIABLES WHERE Variable_name IN"
          + " ('version', 'gtid_mode', 'server_uuid', 'server_id', 'log_bin', 'binlog_format',"
          + " 'binlog_row_image', 'lower_case_table_names')";

  /** Asks the server. Opens no read view. */
  public static ServerFacts read(Connection connection) throws SQLException {
    Map<String, String> values = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(VARIABLES)) {
      while (rows.next()) {
        values.put(rows.getString(1).toLowerCase(Locale.ROOT), rows.getString(2));
      }
    }
    String version = values.getOrDefault("version", "");
    boolean mariaDb = version.toLowerCase(Locale.ROOT).contains("mariadb");
    return new ServerFacts(
        version,
        mariaDb,
        !mariaDb && "ON".equalsIgnoreCase(values.get("gtid_mode")),
        mariaDb
            ? MARIADB_IDENTITY + values.get("server_id")
            : values.getOrDefault("server_uuid", ""),
        "ON".equalsIgnoreCase(values.get("log_bin")),
        !"0".equals(values.getOrDefault("lower_case_table_names", "0")),
        values.getOrDefault("binlog_format", ""),
        values.getOrDefault("binlog_row_image", ""));
  }

  /** Major and minor number as one: 5.6 is 506, 8.0 is 800, 9.7 is 907; 0 when unreadable. */
  public int release() {
    Matcher numbers = NUMBERS.matcher(version);
    return numbers.lookingAt()
        ? Integer.parseInt(numbers.group(1)) * 100 + Integer.parseInt(numbers.group(2))
        : 0;
  }

  /** An expression of SQL for {@link #serverUuid}, asked anew. */
  String serverUuidSql() {
    if (mariaDb) {
      return "CONCAT('" + MARIADB_IDENTITY + "', @@GLOBAL.server_id)";
    }
    return serverUuid.isEmpty() ? "''" : "@@GLOBAL.server_uuid";
  }

  /**
   * Whether START TRANSACTION WITH CONSISTENT SNAPSHOT opens a view whose place in the binlog the
   * server tells exactly.
   */
  public boolean tellsPlaceOfView() {
    return mariaDb && binlog;
  }

  /** The statement that names the binlog's end; MySQL 8.2 gave it a new name, 8.4 took the old. */
  public String binlogStatusStatement() {
    return !mariaDb && release() >= 802 ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
  }
}
