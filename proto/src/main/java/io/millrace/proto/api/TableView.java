package io.millrace.proto.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * One table of a task.
 *
 * @param topic null until it is known
 * @param rows committed
 * @param estimatedRows by the source's statistics
 * @param chunks planned so far
 * @param bytes committed
 * @param remainingSeconds null while it cannot be told
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TableView(
    String database,
    String table,
    String topic,
    StepState state,
    long rows,
    long estimatedRows,
    long chunks,
    long chunksDone,
    long bytes,
    long rowsPerSecond,
    Long remainingSeconds) {
  public TableView {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(state, "state");
  }
}
