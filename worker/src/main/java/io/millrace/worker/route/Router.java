package io.millrace.worker.route;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.Partitioning;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.row.ByteBuilder;
import io.millrace.worker.row.JsonText;
import io.millrace.worker.row.SourceRow;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Message key and partition of a table's rows, and the partitions of its statements. The rule is
 * written down for users in docs/dts-avro.md, with golden values; it never changes, as rows copied
 * and changes streamed must land alike. Used by one thread.
 */
public final class Router {
  private final int partitions;
  private final int tablePartition;
  private final List<String> columns;
  private final byte[] keyStart;
  private final RowText keyText;
  private final RowText hashText;
  private final ByteBuilder json = new ByteBuilder(128);

  /**
   * @param table its key, if it has one, makes the message key
   * @param partitioning the task's policy
   * @param partitionColumns the columns chosen for the policy columns, else ignored
   * @param partitions the topic's partitions, as frozen when the task was started
   * @throws MillraceException COLUMN_MISSING when the policy is columns and none is chosen, or the
   *     table lacks one
   */
  public Router(
      TableDefinition table,
      Partitioning partitioning,
      List<String> partitionColumns,
      int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException(partitions + " partitions");
    }
    this.partitions = partitions;
    List<String> keyColumns =
        table.key() == null
            ? List.of()
            : table.key().columns().stream().map(KeyColumn::column).toList();
    keyText = new RowText(table, keyColumns);
    hashText =
        switch (partitioning) {
          case SINGLE, TABLE -> null;
          case PRIMARY_KEY -> keyColumns.isEmpty() ? null : keyText;
          case COLUMNS -> chosen(table, partitionColumns);
        };
    keyStart = keyStart(table);
    columns =
        Stream.concat(
                keyColumns.stream(),
                partitioning == Partitioning.COLUMNS ? partitionColumns.stream() : Stream.empty())
            .distinct()
            .toList();
    tablePartition =
        partitioning == Partitioning.TABLE
            ? Math.floorMod((table.id().database() + table.id().table()).hashCode(), partitions)
            : 0;
  }

  /**
   * The router of a task's table, by the task's policy and what it says of the table.
   *
   * @throws MillraceException COLUMN_MISSING as above
   */
  public static Router of(TaskDefinition task, TableDefinition table, int partitions) {
    List<String> columns =
        task.objects().stream()
            .filter(
                o ->
                    o.database().equals(table.id().database())
                        && o.table().equals(table.id().table()))
            .findFirst()
            .map(TaskDefinition.SelectedTable::partitionColumns)
            .orElse(List.of());
    return new Router(table, task.partitioning(), columns, partitions);
  }

  /**
   * The message key: {@code ["database","table","v1","v2"]} in UTF-8, with the values of the
   * table's key; {@code ["database","table"]} without one.
   */
  public byte[] key(SourceRow row) {
    json.clear();
    json.put(keyStart);
    keyText.putItems(row, json, false);
    return json.copy();
  }

  /** Whether an UPDATE leaves message key and partition as they are; rows in one form. */
  public boolean keepsPlace(SourceRow before, SourceRow after) {
    return keyText.same(before, after)
        && (hashText == null || hashText == keyText || hashText.same(before, after));
  }

  /** The columns that key and partition are made of. */
  public List<String> columns() {
    return columns;
  }

  /** The partition of the row, from 0. */
  public int partition(SourceRow row) {
    if (hashText == null || partitions == 1) {
      return tablePartition;
    }
    json.clear();
    json.put('[');
    hashText.putItems(row, json, true);
    return Math.floorMod(JavaHash.of(json.array(), 0, json.length()), partitions);
  }

  /**
   * The partitions that get a record of a DDL statement on this table: its table's under the policy
   * table, else 0; every partition that may hold rows of the table for a statement that voids rows.
   */
  public List<Integer> ddlPartitions(DdlReach reach) {
    boolean spread = hashText != null && reach == DdlReach.VOIDS_ROWS;
    return spread ? IntStream.range(0, partitions).boxed().toList() : List.of(tablePartition);
  }

  private static byte[] keyStart(TableDefinition table) {
    ByteBuilder start = new ByteBuilder(64);
    JsonText.putArray(start, List.of(table.id().database(), table.id().table()));
    start.truncate(start.length() - 1);
    return start.copy();
  }

  private static RowText chosen(TableDefinition table, List<String> columns) {
    if (columns.isEmpty()) {
      throw new MillraceException(
          ErrorCode.COLUMN_MISSING,
          "partitioning is columns, but no partitionColumns are given for table " + table.id());
    }
    for (String column : columns) {
      if (table.columns().stream().noneMatch(c -> c.name().equalsIgnoreCase(column))) {
        throw new MillraceException(
            ErrorCode.COLUMN_MISSING,
            "partitionColumns of table "
                + table.id()
                + " names column "
                + column
                + ", which the table does not have or the task leaves out");
      }
    }
    return new RowText(table, columns);
  }
}
