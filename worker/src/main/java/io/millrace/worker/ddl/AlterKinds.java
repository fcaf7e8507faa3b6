package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import java.util.Locale;
import java.util.Optional;

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

  /**
   * DISCARD TABLESPACE and its like reach us as an option with a value, for the grammar lets any
   * two words be one (tried with 3.6.1). Two other words without an equals sign are not guessed at.
   */
  static Optional<DdlKind> of(MySqlParser.CreateTableOptionContext option) {
    if (option.identifier() == null
        || option.textOrIdentifier() == null
        || option.getChildCount() != 2) {
      return Optional.empty();
    }
    String words = option.identifier().getText() + " " + option.textOrIdentifier().getText();
    return switch (words.toUpperCase(Locale.ROOT)) {
      case "DISCARD TABLESPACE" -> Optional.of(DdlKind.TABLESPACE_DISCARDED);
      case "IMPORT TABLESPACE" -> Optional.of(DdlKind.TABLESPACE_IMPORTED);
      case "REMOVE PARTITIONING" -> Optional.of(DdlKind.PARTITION_REARRANGED);
      default -> throw new UnreadableDdlException("unknown option " + words);
    };
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
