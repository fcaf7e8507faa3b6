package io.millrace.coordinator.task;

import io.millrace.proto.task.Password;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Source;

/**
 * What a person changes of a task that exists: where its source is and who reads it. Immutable.
 *
 * @param host null to leave it
 * @param port null to leave it
 * @param user null to leave it
 * @param password plain; null to leave it
 */
public record TaskChange(String host, Integer port, String user, Password password) {
  /** The definition with the change; a new password is plain, one that is left stays sealed. */
  public TaskDefinition applyTo(TaskDefinition d) {
    Source s = d.source();
    Source source =
        new Source(
            host == null ? s.host() : host,
            port == null ? s.port() : port,
            user == null ? s.user() : user,
            password == null ? s.password() : password,
            s.encryption(),
            s.tls(),
            s.allowTableLock());
    return new TaskDefinition(
        d.name(),
        d.migration(),
        source,
        d.destination(),
        d.objects(),
        d.partitioning(),
        d.delivery(),
        d.format(),
        d.limits());
  }
}
