package io.millrace.proto.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskError;
import io.millrace.proto.task.TaskState;
import java.util.Objects;

/**
 * A task as read. Passwords are left out of the definition here, whatever was given.
 *
 * @param error why it failed, else null
 * @param createdAt ISO-8601 UTC, milliseconds
 * @param startedAt likewise, null before the first start
 * @param endedAt likewise, null until it has ended
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TaskView(
    String id,
    String tenant,
    String name,
    TaskState state,
    StepsView steps,
    TaskError error,
    String createdAt,
    String startedAt,
    String endedAt,
    TaskDefinition definition) {
  public TaskView {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(steps, "steps");
    Objects.requireNonNull(createdAt, "createdAt");
    definition = PublicDefinition.of(definition);
  }
}
