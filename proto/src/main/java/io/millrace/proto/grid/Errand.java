package io.millrace.proto.grid;

import io.millrace.proto.task.TaskDefinition;
import java.util.Objects;

/**
 * Work that needs no resource: it may be done twice, by anyone.
 *
 * @param id names the answer; no other errand of any term has it
 * @param kind what to do
 * @param sealedWith the associated data its passwords are sealed with: the task's id
 * @param task the definition, passwords sealed
 */
public record Errand(String id, Kind kind, String sealedWith, TaskDefinition task) {
  public Errand {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(sealedWith, "sealedWith");
    Objects.requireNonNull(task, "task");
  }

  /** What to do. */
  public enum Kind {
    PRECHECK,
    DELETE_CHECKPOINT
  }
}
