package io.millrace.coordinator.loop;

import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.Limits;
import io.millrace.proto.task.TaskDefinition.Migration;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.proto.task.TaskDefinition.Source;
import io.millrace.proto.task.TaskState;
import java.util.Arrays;
import java.util.List;

/** Tasks of the tables {@code shop.<name>}, with two lanes. */
final class StoredTasks {
  private StoredTasks() {}

  static TaskDefinition definition(String name, String... tables) {
    return new TaskDefinition(
        name,
        null,
        new Source("127.0.0.1", 3306, "dts", null, null, null, null),
        new Destination("127.0.0.1:9092", null, null, null, null, null, null),
        Arrays.stream(tables)
            .map(table -> new SelectedTable("shop", table, null, null, null, null))
            .toList(),
        null,
        null,
        null,
        new Limits(null, null, 2));
  }

  static StoredTask of(String id, TaskState state, boolean born, String... tables) {
    return new StoredTask(
        id,
        "default",
        definition("task " + id, tables),
        state,
        "birth-" + id,
        born,
        null,
        List.of(),
        "2026-11-22T10:00:00.000Z",
        "2026-11-22T10:00:00.000Z",
        null,
        null,
        false,
        false);
  }

  /** The same with the incremental step. */
  static StoredTask streaming(StoredTask task, boolean full) {
    TaskDefinition d = task.definition();
    return new StoredTask(
        task.id(),
        task.tenant(),
        new TaskDefinition(
            d.name(),
            new Migration(true, full, true),
            d.source(),
            d.destination(),
            d.objects(),
            d.partitioning(),
            d.delivery(),
            d.format(),
            d.limits()),
        task.state(),
        task.birth(),
        task.born(),
        task.error(),
        task.events(),
        task.createdAt(),
        task.startedAt(),
        task.endedAt(),
        task.summary(),
        task.held(),
        task.sourceMoved());
  }
}
