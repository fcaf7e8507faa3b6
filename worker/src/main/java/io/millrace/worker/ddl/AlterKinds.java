package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;

/** The kinds of the ALTER TABLE commands that stand alone. */
final class AlterKinds {
  private AlterKinds() {}

  /** ALTERED when it leaves the rows as they are. */
  static DdlKind of(MySqlParser.StandaloneAlterCommandsContext command) {
    if (command.alterPartition() != null) {
      return of(command.alterPartition());
    }
    if (command.TABLESPACE_SYMBOL() == null) {
      return DdlKind.ALTERED;
    }
    return command.IMPORT_SYMBOL() == null
        ? DdlKind.TABLESPACE_DISCARDED
        : DdlKind.TABLESPACE_IMPORTED;
  }

  private static DdlKind of(MySqlParser.AlterPartitionContext command) {
    return switch (command.getStart().getType()) {
      case MySqlParser.DROP_SYMBOL -> DdlKind.PARTITION_DROPPED;
      case MySqlParser.TRUNCATE_SYMBOL -> DdlKind.PARTITION_TRUNCATED;
      case MySqlParser.EXCHANGE_SYMBOL -> DdlKind.PARTITION_EXCHANGED;
      case MySqlParser.DISCARD_SYMBOL -> DdlKind.TABLESPACE_DISCARDED;
      case MySqlParser.IMPORT_SYMBOL -> DdlKind.TABLESPACE_IMPORTED;
      default -> DdlKind.PARTITION_REARRANGED;
    };
  }
}
