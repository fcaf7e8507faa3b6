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
 * @param term of the coordinator that made it known; 0 before version 3
 * @param revision grows with every brief of the term, of all its tasks; 0 before version 3
 */
public record TaskBrief(
    String taskId,
    String tenant,
    String birth,
    boolean born,
    TaskDefinition definition,
    boolean sourceMoved,
    long term,
    long revision) {
  public static final String KIND = "task-brief";
  public static final int VERSION = 3;

  public TaskBrief {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(birth, "birth");
    Objects.requireNonNull(definition, "definition");
  }

  /** Whether it is the brief of that term and revision, or a later one. */
  public boolean isAsOf(long someTerm, long someRevision) {
    return term > someTerm || (term == someTerm && revision >= someRevision);
  }

  public byte[] toBytes() {
    return Wire.write(KIND, VERSION, this);
  }

  public static TaskBrief fromBytes(byte[] bytes) {
    return Wire.open(bytes).body(TaskBrief.class, VERSION);
  }
}
