package io.millrace.ops.acceptance.simulation;

import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.Limits;
import io.millrace.proto.task.TaskDefinition.Migration;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.proto.task.TaskDefinition.Source;
import io.millrace.proto.task.TaskState;
import java.util.List;

/** The task of every schedule, as the coordinator has it stored. */
final class SimulatedTask {
  private SimulatedTask() {}

  static StoredTask of(HomeRecord.Task task, boolean incremental) {
    return new StoredTask(
        World.TASK,
        "default",
        definition(task.lanes(), incremental),
        TaskState.MIGRATING,
        "birth",
        task.born(),
        null,
        List.of(),
        "",
        "",
        null,
        null,
        true,
        false);
  }

  private static TaskDefinition definition(int lanes, boolean incremental) {
    return new TaskDefinition(
        "simulated",
        new Migration(true, true, incremental),
        new Source("127.0.0.1", 3306, "dts", null, null, null, null),
        new Destination("127.0.0.1:9092", null, null, null, null, null, null),
        List.of(
            new SelectedTable(
                Tables.TABLE.database(), Tables.TABLE.table(), null, null, null, null)),
        null,
        null,
        null,
        new Limits(null, null, lanes));
  }
}
