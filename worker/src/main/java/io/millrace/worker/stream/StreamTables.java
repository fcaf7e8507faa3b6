package io.millrace.worker.stream;

import io.millrace.proto.table.TableId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The task's tables by the names that the binlog has for them. Used by one thread. */
final class StreamTables implements AutoCloseable {
  private final boolean lowerCaseNames;
  private final Map<TableId, StreamTable> tables = new HashMap<>();
  private final List<StreamTable> all;

  /**
   * @param lowerCaseNames whether the source tells names apart without regard to case
   */
  StreamTables(boolean lowerCaseNames, Collection<StreamTable> tables) {
    this.lowerCaseNames = lowerCaseNames;
    this.all = List.copyOf(tables);
    all.forEach(table -> this.tables.put(folded(table.id()), table));
  }

  private TableId folded(TableId id) {
    return lowerCaseNames
        ? new TableId(id.database().toLowerCase(Locale.ROOT), id.table().toLowerCase(Locale.ROOT))
        : id;
  }

  /** Null for a table that the task does not have. */
  StreamTable find(TableId id) {
    return tables.get(folded(id));
  }

  List<StreamTable> all() {
    return all;
  }

  /** Whether the copied rows of a table still judge its changes. */
  boolean areGatesUp() {
    for (StreamTable table : all) {
      if (table.gate() != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether a table of the task lies in the database. */
  boolean hasDatabase(String database) {
    TableId any = folded(new TableId(database, "x"));
    return tables.keySet().stream().anyMatch(id -> id.database().equals(any.database()));
  }

  @Override
  public void close() {
    tables.values().forEach(StreamTable::close);
  }
}
