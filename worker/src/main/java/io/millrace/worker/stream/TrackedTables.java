package io.millrace.worker.stream;

import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.binlog.QueryEvent;
import io.millrace.worker.ddl.DdlStatement;
import io.millrace.worker.ddl.DdlTracker;
import io.millrace.worker.ddl.SourceRules;
import io.millrace.worker.ddl.TableChange;
import io.millrace.worker.ddl.TrackedTable;
import io.millrace.worker.schema.SourceSchemas;
import java.util.List;
import java.util.Optional;

/** Follows definitions through the binlog's statements. Used by one thread. */
final class TrackedTables {
  /** MySQL's sql_mode bits, as the binlog has them (sql/system_variables.h). */
  private static final long ANSI_QUOTES = 1L << 2;

  private static final long NO_BACKSLASH_ESCAPES = 1L << 20;

  private final DdlTracker tracker;

  TrackedTables(SourceSchemas schemas) {
    tracker =
        new DdlTracker(
            new SourceRules(
                schemas.serverVersion(),
                schemas.collations(),
                schemas.lowerCaseNames(),
                schemas.explicitTimestampDefaults()));
    schemas.databases().forEach(tracker::putDatabase);
  }

  /** Begins to follow a table, or corrects what is known of it. */
  void put(TableDefinition definition) {
    tracker.apply(
        DdlStatement.of(
            definition.id().database(), "DROP TABLE IF EXISTS " + name(definition.id())));
    tracker.apply(DdlStatement.of(definition.id().database(), definition.createStatement()));
  }

  private static String name(TableId id) {
    return "`" + id.table().replace("`", "``") + "`";
  }

  List<TableChange> apply(QueryEvent query) {
    return tracker.apply(
        new DdlStatement(
            query.database(),
            query.sql(),
            (query.sqlMode() & ANSI_QUOTES) != 0,
            (query.sqlMode() & NO_BACKSLASH_ESCAPES) != 0));
  }

  Optional<TrackedTable> table(TableId id) {
    return tracker.table(id);
  }
}
