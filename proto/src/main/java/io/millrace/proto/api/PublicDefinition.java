package io.millrace.proto.api;

import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.Source;

/** What of a definition leaves in an answer: all but the passwords, sealed ones too. */
final class PublicDefinition {
  private PublicDefinition() {}

  static TaskDefinition of(TaskDefinition definition) {
    Source s = definition.source();
    Destination d = definition.destination();
    return new TaskDefinition(
        definition.name(),
        definition.migration(),
        new Source(s.host(), s.port(), s.user(), null, s.encryption(), s.tls(), s.allowTableLock()),
        new Destination(
            d.bootstrapServers(), d.encryption(), d.sasl(), d.user(), null, d.topic(), d.topics()),
        definition.objects(),
        definition.partitioning(),
        definition.delivery(),
        definition.format(),
        definition.limits());
  }
}
