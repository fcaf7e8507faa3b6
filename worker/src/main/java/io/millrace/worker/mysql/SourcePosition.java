package io.millrace.worker.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Where a source is now.
 *
 * @param gtidExecuted empty unless gtid_mode is ON
 * @param serverUuid empty where the server has none
 * @param binlogEnd {@code file:offset}; empty without a binlog or without REPLICATION CLIENT
 */
public record SourcePosition(String gtidExecuted, String serverUuid, String binlogEnd) {
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
      PositionReader reader = new PositionReader(ServerFacts.read(connection));
      PositionReader.Executed executed = reader.executed(connection);
      return new SourcePosition(
          executed.gtidExecuted(), executed.serverUuid(), reader.end(connection));
    } catch (SQLException e) {
      throw SourceErrors.of(e, "Reading the position of " + server.address());
    } finally {
      SourceServer.discard(connection);
    }
  }
}
