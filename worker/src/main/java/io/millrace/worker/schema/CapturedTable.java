package io.millrace.worker.schema;

import io.millrace.proto.table.ColumnDefinition;
import java.util.List;

/**
 * What information_schema says of a table.
 *
 * @param identity see {@link TableIdentity}
 * @param columns in ordinal order, invisible and generated ones too; hidden columns of functional
 *     indexes not
 * @param indexes in the server's order: the primary key, then unique keys without NULL, then others
 * @param estimatedRows TABLE_ROWS, 0 when unknown
 * @param averageRowBytes AVG_ROW_LENGTH, 0 when unknown
 */
public record CapturedTable(
    String identity,
    String engine,
    List<ColumnDefinition> columns,
    List<IndexDefinition> indexes,
    long estimatedRows,
    long averageRowBytes) {
  public CapturedTable {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
  }
}
