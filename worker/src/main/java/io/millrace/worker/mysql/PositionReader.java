package io.millrace.worker.mysql;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.worker.position.GtidSet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
  private static final int FIRST_VISIBLE_WHEN_EXECUTED = 800;
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(5);

  public PositionReader {
    Objects.requireNonNull(facts, "facts");
  }

  /**
   * What is executed, and when.
   *
   * @param gtidExecuted gtid_executed without line breaks; empty unless gtid_mode is ON
   * @param serverUuid empty where the server has none
   * @param serverId server_id, which the server puts into the events that it writes
   * @param sourceEpochSeconds the server's clock
   */
  public record Executed(
      String gtidExecuted, String serverUuid, long serverId, long sourceEpochSeconds) {}

  /** Reads gtid_executed, who the server is and its clock in one statement. */
  public Executed executed(Connection connection) throws SQLException {
    String gtids = facts.gtids() ? "@@GLOBAL.gtid_executed" : "''";
    String uuid = facts.serverUuidSql();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT " + gtids + ", " + uuid + ", @@GLOBAL.server_id, UNIX_TIMESTAMP()")) {
      row.next();
      return new Executed(
          row.getString(1).replaceAll("\\s", ""), row.getString(2), row.getLong(3), row.getLong(4));
    }
  }

  /**
   * L: as {@link #executed}, and all that is named is visible in a view opened from now on.
   *
   * <p>MySQL 5.6 puts a GTID into gtid_executed when the transaction is flushed to the binlog,
   * before it is visible (seen on 5.6.14: wrong in 26 of 34 views under 16 writers with sync_binlog
   * = 1); until it is, the GTID is in gtid_owned, too. So this waits until none of L is (0 of 2 011
   * views wrong). From 8.0 on they never overlap.
   *
   * @throws MillraceException TRANSIENT when a transaction takes longer than some seconds to commit
   */
  public Executed visible(Connection connection) throws SQLException {
    Executed executed = executed(connection);
    if (!facts.gtids() || facts.release() >= FIRST_VISIBLE_WHEN_EXECUTED) {
      return executed;
    }
    GtidSet all = GtidSet.parse(executed.gtidExecuted());
    long deadlineNanos = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    try (Statement statement = connection.createStatement()) {
      while (!all.minus(owned(statement)).equals(all)) {
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new MillraceException(
              ErrorCode.TRANSIENT,
              "Waiting until transactions in gtid_executed are visible: some are in gtid_owned for more than %d s"
                  .formatted(VISIBLE_WITHIN.toSeconds()));
        }
        statement.execute("DO SLEEP(0.001)");
      }
    }
    return executed;
  }

  /** The server writes {@code uuid:number#thread}. */
  private static GtidSet owned(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT @@GLOBAL.gtid_owned")) {
      row.next();
      return GtidSet.parse(row.getString(1).replaceAll("#\\d+", ""));
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
