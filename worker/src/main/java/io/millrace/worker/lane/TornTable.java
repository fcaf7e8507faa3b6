package io.millrace.worker.lane;

import io.millrace.common.error.ErrorCode;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job.Wanted;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import java.util.List;

/** A table that its full step does not find as it was planned. */
final class TornTable {
  private TornTable() {}

  /** With changes to follow, a table that is not the planned one begins its next generation. */
  static boolean isToldBy(ErrorCode code, TaskDefinition task) {
    return task.migration().incremental()
        && (code == ErrorCode.TABLE_CHANGED || code == ErrorCode.TABLE_MISSING);
  }

  static void tell(Holding holding, long job, TableId table, int generation, String reason) {
    List<Wanted> tables = List.of(new Wanted(table, generation));
    holding.emit(n -> new HoldingEvent.Torn(n, job, tables, reason));
  }
}
