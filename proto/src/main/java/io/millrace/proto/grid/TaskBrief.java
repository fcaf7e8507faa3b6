package io.millrace.proto.grid;

import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.wire.Wire;
import java.util.Objects;

/**
 * What a worker needs to know of a task whose resources it holds.
 *
 * @param birth uuid that the checkpoint topic's birth record must have
 * @param born whether the birth record is known to be written: then a topic without it is a lost
 *     one
 * @param definition passwords sealed with the task's id
 * @param sourceMoved whether the source's address was changed after the start: then another server
 *     than at the beginning is no fault. Since version 2
 */
public record TaskBrief(
    String taskId,
    String tenant,
    String birth,
    boolean born,
    TaskDefinition definition,
    boolean sourceMoved) {
  public static final String KIND = "task-brief";
  public static final int VERSION = 2;

  public TaskBrief {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(birth, "birth");
    Objects.requireNonNull(definition, "definition");
  }

  public byte[] toBytes() {
    return Wire.write(KIND, VERSION, this);
  }

  public static TaskBrief fromBytes(byte[] bytes) {
    return Wire.open(bytes).body(TaskBrief.class, VERSION);
  }
}
