package io.millrace.coordinator.task;

import io.millrace.proto.task.TaskState;

/**
 * A line of the lifecycle's table.
 *
 * @param to the same as {@code from} where nothing changes
 */
public record Transition(TaskState from, TaskEvent event, TaskState to, TaskAction action) {
  /** Whether the event finds something to do: then a call answers 202, else 200. */
  public boolean changes() {
    return from != to || action != TaskAction.NOTHING;
  }
}
