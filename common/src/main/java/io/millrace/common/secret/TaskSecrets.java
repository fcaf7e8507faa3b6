package io.millrace.common.secret;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.Source;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Both passwords of a task's definition. Safe for any thread. */
public final class TaskSecrets {
  private TaskSecrets() {}

  /**
   * The definition with its passwords sealed: as it is stored and sent.
   *
   * @param sealer empty without a master key
   * @throws MillraceException NO_MASTER_KEY when it has a password and there is no master key
   */
  public static TaskDefinition seal(
      TaskDefinition definition, String taskId, Optional<Sealer> sealer) {
    return change(definition, password -> required(sealer, definition).seal(password, taskId));
  }

  /**
   * The definition with plain passwords: as it is used, in memory only.
   *
   * @param sealer empty without a master key
   * @throws MillraceException NO_MASTER_KEY when there is no master key, or not the right one
   */
  public static TaskDefinition open(
      TaskDefinition definition, String taskId, Optional<Sealer> sealer) {
    return change(definition, password -> required(sealer, definition).open(password, taskId));
  }

  private static Sealer required(Optional<Sealer> sealer, TaskDefinition definition) {
    return sealer.orElseThrow(
        () ->
            new MillraceException(
                ErrorCode.NO_MASTER_KEY,
                "the task '%s' has a password, and this process has no master key to keep it with"
                    .formatted(definition.name())));
  }

  private static TaskDefinition change(
      TaskDefinition definition, UnaryOperator<Password> operator) {
    Source s = definition.source();
    Destination d = definition.destination();
    Source source =
        new Source(
            s.host(),
            s.port(),
            s.user(),
            s.password() == null ? null : operator.apply(s.password()),
            s.encryption(),
            s.tls(),
            s.allowTableLock());
    Destination destination =
        new Destination(
            d.bootstrapServers(),
            d.encryption(),
            d.sasl(),
            d.user(),
            d.password() == null ? null : operator.apply(d.password()),
            d.topic(),
            d.topics());
    return new TaskDefinition(
        definition.name(),
        definition.migration(),
        source,
        destination,
        definition.objects(),
        definition.partitioning(),
        definition.delivery(),
        definition.format(),
        definition.limits());
  }
}
