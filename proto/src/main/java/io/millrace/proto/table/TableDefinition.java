package io.millrace.proto.table;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A table as it was when it was planned.
 *
 * @param id the table
 * @param createStatement text of SHOW CREATE TABLE
 * @param createTime information_schema.TABLES.CREATE_TIME as text: changes with TRUNCATE, DROP and
 *     CREATE, RENAME swaps; empty where the server gives none
 * @param engine storage engine, as the server spells it
 * @param serverVersion the source's version
 * @param columns every column that is copied, in ordinal order, invisible ones too
 * @param key the key by which rows are told apart and the table is read; null without one
 * @param uniqueKeys columns of every primary and unique key by the key's name, for the tag
 *     pk_uk_info
 */
public record TableDefinition(
    TableId id,
    String createStatement,
    String createTime,
    String engine,
    String serverVersion,
    List<ColumnDefinition> columns,
    KeyDefinition key,
    Map<String, List<String>> uniqueKeys) {
  public TableDefinition {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(createStatement, "createStatement");
    Objects.requireNonNull(createTime, "createTime");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(serverVersion, "serverVersion");
    columns = List.copyOf(columns);
    uniqueKeys = java.util.Collections.unmodifiableMap(new TreeMap<>(uniqueKeys));
  }

  /** The column's place in {@link #columns()}, from 0. */
  public int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("table " + id + " has no column " + column);
  }

  public Optional<KeyDefinition> chunkKey() {
    return Optional.ofNullable(key).filter(KeyDefinition::chunkable);
  }
}
