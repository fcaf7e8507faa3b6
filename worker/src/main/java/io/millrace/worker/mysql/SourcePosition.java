package io.millrace.worker.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Where a source is now.
 *
 * @param gtidExecuted empty unless gtid_mode is ON
 * @param serverUuid empty where the server has none
 * @param serverId server_id, which the server puts into the events that it writes
 * @param binlogEnd {@code file:offset}, read after the others; empty without a binlog or without
 *     REPLICATION CLIENT
 */
public record SourcePosition(
    String gtidExecuted, String serverUuid, long serverId, String binlogEnd) {
  public SourcePosition {
    Objects.requireNonNull(gtidExecuted, "gtidExecuted");
    Objects.requireNonNull(serverUuid, "serverUuid");
    Objects.requireNonNull(binlogEnd, "binlogEnd");
  }

  /**
   * Asks the server, over a connection of its own.
   *
   * @throws io.millrace.common.error.MillraceException SOURCE_UNREACHABLE, SOURCE_DENIED and others
   */
  public static SourcePosition read(SourceServer server) {
    Connection connection = server.open();
    try {
      return read(connection, new PositionReader(ServerFacts.read(connection)));
    } catch (SQLException e) {
      throw SourceErrors.of(e, "Reading the position of " + server.address());
    } finally {
      SourceServer.discard(connection);
    }
  }

  /**
   * Asks over a connection; opens no view.
   *
   * @param reader of the server that it leads to
   */
  public static SourcePosition read(Connection connection, PositionReader reader)
      throws SQLException {
    PositionReader.Executed executed = reader.executed(connection);
    return new SourcePosition(
        executed.gtidExecuted(),
        executed.serverUuid(),
        executed.serverId(),
        reader.end(connection));
  }
}
