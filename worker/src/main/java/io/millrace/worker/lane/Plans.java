package io.millrace.worker.lane;

import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.TableId;
import io.millrace.worker.checkpoint.CheckpointReader;
import java.util.Optional;

/** Finds plans that were committed after the resource was taken. */
final class Plans {
  private Plans() {}

  /** The table's plan; reads on in the topic when it is not known yet. */
  static Plan require(CheckpointReader reader, TableId table, int generation, Holding holding) {
    Optional<Plan> known = find(reader, table, generation);
    if (known.isEmpty()) {
      reader.readToEnd(holding::isCancelled);
      reader.rest();
      known = find(reader, table, generation);
    }
    return known.orElseThrow(
        () ->
            new IllegalStateException(
                "no plan of " + table + ", generation " + generation + ", in the topic"));
  }

  private static Optional<Plan> find(CheckpointReader reader, TableId table, int generation) {
    return reader.state().plan(table).filter(plan -> plan.generation() == generation);
  }
}
