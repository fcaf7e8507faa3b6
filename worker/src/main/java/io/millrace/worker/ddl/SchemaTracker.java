package io.millrace.worker.ddl;

import io.millrace.proto.table.TableId;
import java.util.List;
import java.util.Optional;

/**
 * The tables' definitions as of one position of the binlog. No I/O; used by one thread, which hands
 * in every DDL statement in the order of the binlog. A table of a plan is taken in by applying its
 * CREATE TABLE text, which names every character set.
 */
public interface SchemaTracker {
  /** Begins to follow a table, or replaces what is known of it. */
  void put(TrackedTable table);

  /** Tells a database's default collation; one never told has the server's. */
  void putDatabase(String database, String collation);

  /**
   * Goes on by one statement. Never throws for a statement that it cannot read: the tables it may
   * touch come back as {@link DdlKind#UNPARSED}, and their definitions are forgotten.
   *
   * @return what was done to which table, in the statement's order; empty when it concerns none (a
   *     view, a user, a procedure, a temporary table). Tables that are not followed come too.
   */
  List<TableChange> apply(DdlStatement statement);

  /** Empty when the table is not followed, gone, or no longer known for sure. */
  Optional<TrackedTable> table(TableId table);

  /** Every table whose definition is known. */
  List<TrackedTable> tables();
}
