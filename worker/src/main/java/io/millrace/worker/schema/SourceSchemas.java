package io.millrace.worker.schema;

import io.millrace.worker.mysql.ServerFacts;
import io.millrace.worker.mysql.SourceErrors;
import io.millrace.worker.mysql.SourceServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the meaning of a source's DDL depends on.
 *
 * @param serverVersion as MySQL's version comments count: 80033 for 8.0.33
 * @param lowerCaseNames lower_case_table_names other than 0
 * @param explicitTimestampDefaults explicit_defaults_for_timestamp
 * @param databases default collation of each database
 */
public record SourceSchemas(
    int serverVersion,
    Collations collations,
    boolean lowerCaseNames,
    boolean explicitTimestampDefaults,
    Map<String, String> databases) {
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

  public SourceSchemas {
    databases = Map.copyOf(databases);
  }

  /**
   * Asks the server, over a connection of its own.
   *
   * @throws io.millrace.common.error.MillraceException SOURCE_UNREACHABLE, SOURCE_DENIED and others
   */
  public static SourceSchemas read(SourceServer server) {
    Connection connection = server.open();
    try {
      Map<String, String> variables =
          pairs(
              connection,
              "SHOW GLOBAL VARIABLES WHERE Variable_name IN"
                  + " ('lower_case_table_names', 'explicit_defaults_for_timestamp')");
      return new SourceSchemas(
          number(ServerFacts.read(connection).version()),
          Collations.read(connection),
          !"0".equals(variables.getOrDefault("lower_case_table_names", "0")),
          !"OFF".equalsIgnoreCase(variables.getOrDefault("explicit_defaults_for_timestamp", "OFF")),
          pairs(
              connection,
              "SELECT SCHEMA_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA"));
    } catch (SQLException e) {
      throw SourceErrors.of(e, "Reading databases and collations of " + server.address());
    } finally {
      SourceServer.discard(connection);
    }
  }

  private static Map<String, String> pairs(Connection connection, String sql) throws SQLException {
    Map<String, String> pairs = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        pairs.put(row.getString(1), row.getString(2));
      }
    }
    return pairs;
  }

  private static int number(String version) {
    Matcher found = VERSION.matcher(version);
    return found.lookingAt()
        ? Integer.parseInt(found.group(1)) * 10_000
            + Integer.parseInt(found.group(2)) * 100
            + Integer.parseInt(found.group(3))
        : 80_033;
  }
}
