package io.millrace.worker.chunk;

import io.millrace.proto.table.KeyBound;
import io.millrace.proto.table.TableDefinition;
import java.util.Objects;

/**
 * A table's plan as read from the source.
 *
 * @param min first key; null for an empty table or one that cannot be read in ranges
 * @param max last key; null together with {@code min}
 * @param gtidExecuted L_plan: gtid_executed before min and max were read; empty without GTIDs
 * @param binlogEnd L_plan as {@code file:offset} on a source without GTIDs: exact where the table
 *     was locked while min and max were read; empty with GTIDs, or when unknown
 * @param serverUuid empty where the server has none
 * @param estimatedRows the server's estimate, 0 when unknown
 * @param averageRowBytes the server's estimate, 0 when unknown
 */
public record PlannedSource(
    TableDefinition definition,
    KeyBound min,
    KeyBound max,
    String gtidExecuted,
    String binlogEnd,
    String serverUuid,
    long estimatedRows,
    long averageRowBytes) {
  public PlannedSource {
    Objects.requireNonNull(definition, "definition");
    Objects.requireNonNull(gtidExecuted, "gtidExecuted");
    Objects.requireNonNull(binlogEnd, "binlogEnd");
    Objects.requireNonNull(serverUuid, "serverUuid");
    if ((min == null) != (max == null)) {
      throw new IllegalArgumentException("min and max of " + definition.id() + " go together");
    }
  }

  /** With L_plan as GTIDs, or unknown. */
  public PlannedSource(
      TableDefinition definition,
      KeyBound min,
      KeyBound max,
      String gtidExecuted,
      String serverUuid,
      long estimatedRows,
      long averageRowBytes) {
    this(definition, min, max, gtidExecuted, "", serverUuid, estimatedRows, averageRowBytes);
  }
}
