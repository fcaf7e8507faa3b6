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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows definitions through the binlog's statements. What is put is parsed with the first
 * statement only: the parser takes its time, and a stream that begins has none. Used by one thread.
 */
final class TrackedTables {
  /** MySQL's sql_mode bits, as the binlog has them (sql/system_variables.h). */
  private static final long REAL_AS_FLOAT = 1L;

  private static final long ANSI_QUOTES = 1L << 2;

  private static final long NO_BACKSLASH_ESCAPES = 1L << 20;

  private final DdlTracker tracker;
  private final List<TableDefinition> unparsed = new ArrayList<>();

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

  /** Follows no more than it takes to know which tables a statement is about. */
  static TrackedTables ofPlans(SourceSchemas schemas, List<StreamTable> tables) {
    TrackedTables tracked = new TrackedTables(schemas);
    for (StreamTable table : tables) {
      if (!table.plan().gone()) {
        tracked.put(table.plan().definition());
      }
    }
    return tracked;
  }

  /** Begins to follow a table, or corrects what is known of it. */
  void put(TableDefinition definition) {
    unparsed.add(definition);
  }

  /** Goes on not to know the columns of a table that is there. */
  void doubt(TableId table) {
    tracker.doubt(table);
  }

  /** Whether there is the table, with columns that no statement told. */
  boolean isDoubted(TableId table) {
    parse();
    return tracker.isDoubted(table);
  }

  private void parse() {
    unparsed.forEach(this::parse);
    unparsed.clear();
  }

  private void parse(TableDefinition definition) {
    tracker.apply(
        DdlStatement.of(
            definition.id().database(), "DROP TABLE IF EXISTS " + name(definition.id())));
    tracker.apply(DdlStatement.of(definition.id().database(), definition.createStatement()));
  }

  private static String name(TableId id) {
    return "`" + id.table().replace("`", "``") + "`";
  }

  List<TableChange> apply(QueryEvent query) {
    parse();
    return tracker.apply(
        new DdlStatement(
            query.database(),
            query.sql(),
            (query.sqlMode() & ANSI_QUOTES) != 0,
            (query.sqlMode() & NO_BACKSLASH_ESCAPES) != 0,
            (query.sqlMode() & REAL_AS_FLOAT) != 0));
  }

  Optional<TrackedTable> table(TableId id) {
    parse();
    return tracker.table(id);
  }
}
