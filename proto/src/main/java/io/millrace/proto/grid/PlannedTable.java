package io.millrace.proto.grid;

import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.TableId;
import java.util.Objects;

/**
 * What the coordinator knows of a table's plan.
 *
 * @param key null when the table is read in one scan
 * @param max last key; null for an empty table or one read in one scan
 * @param gone whether there was no such table when it was planned anew: nothing is to be read.
 *     Since version 2 of the status
 */
public record PlannedTable(
    TableId table,
    int generation,
    String topic,
    KeyDefinition key,
    KeyBound max,
    long estimatedRows,
    long averageRowBytes,
    boolean gone) {
  public PlannedTable {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(topic, "topic");
  }
}
