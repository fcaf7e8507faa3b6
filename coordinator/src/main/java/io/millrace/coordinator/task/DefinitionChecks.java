package io.millrace.coordinator.task;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.Partitioning;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.Migration;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.proto.task.TaskDefinition.Source;
import io.millrace.proto.task.TaskDefinition.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the values of a definition. Pure; whether the things named exist is the precheck's. */
public final class DefinitionChecks {
  static final int NAME_LENGTH = 100;
  static final int MAX_LANES = 64;

  /** Longest name of a Kafka topic. */
  private static final int TOPIC_LENGTH = 249;

  private final List<Problem> problems = new ArrayList<>();

  private DefinitionChecks() {}

  /**
   * Checks a definition whose JSON had the right shape.
   *
   * @throws MillraceException BAD_REQUEST for missing or impossible values; NOT_SUPPORTED for what
   *     this version cannot honour; all of them in the details, by path
   */
  public static void check(TaskDefinition definition) {
    DefinitionChecks checks = new DefinitionChecks();
    checks.values(definition);
    Problems.refuse(ErrorCode.BAD_REQUEST, checks.problems);
    Problems.refuse(ErrorCode.NOT_SUPPORTED, UnsupportedFields.of(definition));
  }

  private void values(TaskDefinition definition) {
    name("name", definition.name());
    migration(definition.migration());
    source(definition.source());
    destination(definition.destination());
    objects(definition);
    range("limits.lanes", definition.limits().lanes(), 1, MAX_LANES);
    range("limits.rowsPerSecond", definition.limits().rowsPerSecond(), 0, Long.MAX_VALUE);
    range("limits.bytesPerSecond", definition.limits().bytesPerSecond(), 0, Long.MAX_VALUE);
  }

  private void migration(Migration migration) {
    if (!migration.schema() && !migration.full() && !migration.incremental()) {
      problem("migration", "must select at least one of schema, full and incremental");
    }
  }

  private void source(Source source) {
    if (source == null) {
      problem("source", "is required");
      return;
    }
    required("source.host", source.host());
    required("source.user", source.user());
    range("source.port", source.port(), 1, 65_535);
  }

  private void destination(Destination destination) {
    if (destination == null) {
      problem("destination", "is required");
      return;
    }
    bootstrapServers(destination.bootstrapServers());
    topic("destination.topic", destination.topic());
    Topics topics = destination.topics();
    range("destination.topics.partitions", topics.partitions(), 1, 10_000);
    range("destination.topics.replicationFactor", topics.replicationFactor(), 1, Short.MAX_VALUE);
  }

  private void bootstrapServers(String servers) {
    String path = "destination.bootstrapServers";
    if (required(path, servers)) {
      for (String server : servers.split(",", -1)) {
        if (!server.strip().matches("[^\\s:]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}")) {
          problem(path, "must be host:port, comma-separated, not '%s'".formatted(servers));
          return;
        }
      }
    }
  }

  private void objects(TaskDefinition definition) {
    List<SelectedTable> objects = definition.objects();
    if (objects.isEmpty()) {
      problem("objects", "must name at least one table");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < objects.size(); i++) {
      SelectedTable object = objects.get(i);
      String path = "objects[%d]".formatted(i);
      boolean databaseNamed = required(path + ".database", object.database());
      boolean tableNamed = required(path + ".table", object.table());
      if (databaseNamed && tableNamed && !seen.add(object.database() + '\0' + object.table())) {
        problem(path, "names %s.%s again".formatted(object.database(), object.table()));
      }
      topic(path + ".topic", object.topic());
      partitionColumns(path + ".partitionColumns", definition.partitioning(), object);
    }
  }

  private void partitionColumns(String path, Partitioning partitioning, SelectedTable object) {
    boolean byColumns = partitioning == Partitioning.COLUMNS;
    if (byColumns && object.partitionColumns().isEmpty()) {
      problem(path, "is required when partitioning is 'columns'");
    }
    if (!byColumns && !object.partitionColumns().isEmpty()) {
      problem(path, "has a meaning only when partitioning is 'columns'");
    }
    if (new HashSet<>(object.partitionColumns()).size() < object.partitionColumns().size()) {
      problem(path, "names a column twice");
    }
  }

  private void name(String path, String name) {
    if (!required(path, name)) {
      return;
    }
    boolean printable =
        name.codePoints()
            .noneMatch(
                each ->
                    Character.isISOControl(each)
                        || Character.getType(each) == Character.FORMAT
                        || Character.getType(each) == Character.SURROGATE
                        || !Character.isDefined(each));
    if (!printable || name.codePointCount(0, name.length()) > NAME_LENGTH) {
      problem(path, "must have 1 to %d printable characters".formatted(NAME_LENGTH));
    }
  }

  /**
   * Kafka takes these characters only, and neither "." nor "..". What stands in the place of {@code
   * {database}} and {@code {table}} is the precheck's to judge.
   */
  private void topic(String path, String topic) {
    if (topic == null) {
      return;
    }
    String fixed = topic.replace("{database}", "d").replace("{table}", "t");
    if (!fixed.matches("[a-zA-Z0-9._-]{1,%d}".formatted(TOPIC_LENGTH))
        || fixed.matches("\\.{1,2}")) {
      problem(
          path,
          "must be a topic's name: 1 to %d of a-z A-Z 0-9 . _ -, and {database} and {table}, which are replaced, not '%s'"
              .formatted(TOPIC_LENGTH, topic));
    }
  }

  private boolean required(String path, String value) {
    if (value == null || value.isBlank()) {
      problem(path, "is required");
      return false;
    }
    return true;
  }

  private void range(String path, long value, long from, long to) {
    if (value < from || value > to) {
      problem(
          path,
          to == Long.MAX_VALUE
              ? "must be at least %d, not %d".formatted(from, value)
              : "must be %d to %d, not %d".formatted(from, to, value));
    }
  }

  private void problem(String path, String text) {
    problems.add(new Problem(path, text));
  }
}
