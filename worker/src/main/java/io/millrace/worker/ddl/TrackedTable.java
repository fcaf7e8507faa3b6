package io.millrace.worker.ddl;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.schema.IndexDefinition;
import java.util.List;
import java.util.Objects;

/**
 * A table's definition at one position of the binlog.
 *
 * @param collation what a new character column without words of its own gets
 * @param columns in order, as information_schema would describe them
 * @param indexes in the order in which they were made
 */
public record TrackedTable(
    TableId id, String collation, List<ColumnDefinition> columns, List<IndexDefinition> indexes) {
  public TrackedTable {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(collation, "collation");
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
  }

  TrackedTable named(TableId name) {
    return new TrackedTable(name, collation, columns, indexes);
  }
}
