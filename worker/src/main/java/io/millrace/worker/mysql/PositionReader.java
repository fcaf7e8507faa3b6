package io.millrace.worker.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Reads where the server's binlog is. None of these statements opens a read view.
 *
 * @param facts of the server that the connections lead to
 */
public record PositionReader(ServerFacts facts) {
  public PositionReader {
    Objects.requireNonNull(facts, "facts");
  }

  /**
   * What is executed, and when.
   *
   * @param gtidExecuted gtid_executed without line breaks; empty unless gtid_mode is ON
   * @param serverUuid empty where the server has none
   * @param sourceEpochSeconds the server's clock
   */
  public record Executed(String gtidExecuted, String serverUuid, long sourceEpochSeconds) {}

  /** Reads gtid_executed, server_uuid and the server's clock in one statement. */
  public Executed executed(Connection connection) throws SQLException {
    String gtids = facts.gtids() ? "@@GLOBAL.gtid_executed" : "''";
    String uuid = facts.serverUuidSql();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT " + gtids + ", " + uuid + ", UNIX_TIMESTAMP()")) {
      row.next();
      return new Executed(row.getString(1).replaceAll("\\s", ""), row.getString(2), row.getLong(3));
    }
  }

  /**
   * Opens a view and returns its place in the binlog as {@code file:offset}: the view holds just
   * the transactions before it. Where {@link ServerFacts#tellsPlaceOfView}. Ends the connection's
   * transaction, and gives its metadata locks back.
   */
  public String openView(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
      Map<String, String> values = new HashMap<>();
      try (ResultSet row = statement.executeQuery("SHOW STATUS LIKE 'binlog_snapshot_%'")) {
        while (row.next()) {
          values.put(row.getString(1).toLowerCase(Locale.ROOT), row.getString(2));
        }
      }
      return values.get("binlog_snapshot_file") + ":" + values.get("binlog_snapshot_position");
    }
  }

  /**
   * The binlog's end as {@code file:offset}; empty without a binlog or without the privilege
   * REPLICATION CLIENT.
   */
  public String end(Connection connection) throws SQLException {
    if (!facts.binlog()) {
      return "";
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(facts.binlogStatusStatement())) {
      return row.next() ? row.getString(1) + ":" + row.getString(2) : "";
    } catch (SQLException e) {
      if (SourceErrors.isDenied(e)) {
        return "";
      }
      throw e;
    }
  }
}
