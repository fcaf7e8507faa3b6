package io.millrace.proto.table;

import java.util.List;
import java.util.Objects;

/**
 * A key of a table: the primary key, or a unique key whose columns are all NOT NULL.
 *
 * @param name the index's name, {@code PRIMARY} for the primary key
 * @param columns its columns in index order, at least one
 * @param chunkable whether the table can be read in ranges of this key: false for prefix keys and
 *     for key types without a known order, which are read in one scan
 */
public record KeyDefinition(String name, List<KeyColumn> columns, boolean chunkable) {
  public KeyDefinition {
    Objects.requireNonNull(name, "name");
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("key " + name + " has no columns");
    }
  }
}
