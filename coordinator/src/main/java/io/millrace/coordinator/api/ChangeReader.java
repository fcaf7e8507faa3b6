package io.millrace.coordinator.api;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.task.Problem;
import io.millrace.coordinator.task.Problems;
import io.millrace.coordinator.task.TaskChange;
import io.millrace.proto.task.Password;
import java.util.ArrayList;
import java.util.List;

/** Reads the body of PATCH /api/v1/tasks/{id}. Safe for any thread. */
final class ChangeReader {
  private static final List<String> FIXED =
      List.of(
          "name",
          "migration",
          "destination",
          "objects",
          "partitioning",
          "delivery",
          "format",
          "limits");
  private static final List<String> FIXED_OF_SOURCE =
      List.of("encryption", "tls", "allowTableLock");

  private ChangeReader() {}

  /**
   * @throws MillraceException BAD_REQUEST with every problem by its path; NOT_SUPPORTED for a field
   *     of a task that this version cannot change
   */
  static TaskChange read(byte[] body) {
    List<Problem> problems = new ArrayList<>();
    List<Problem> fixed = new ArrayList<>();
    TaskChange change =
        JsonFields.readObject(
            DefinitionReader.parse(body),
            "",
            problems,
            fields -> {
              refuse(fields, FIXED, "", fixed);
              TaskChange source = fields.object("source", s -> source(s, fixed, problems));
              if (source == null && fixed.isEmpty() && problems.isEmpty()) {
                problems.add(new Problem("source", "is required: nothing else can be changed"));
              }
              return source;
            });
    Problems.refuse(ErrorCode.BAD_REQUEST, problems);
    Problems.refuse(ErrorCode.NOT_SUPPORTED, fixed);
    return change;
  }

  private static TaskChange source(JsonFields fields, List<Problem> fixed, List<Problem> problems) {
    refuse(fields, FIXED_OF_SOURCE, "source.", fixed);
    String password = fields.text("password");
    TaskChange change =
        new TaskChange(
            fields.text("host"),
            fields.number("port"),
            fields.text("user"),
            password == null ? null : Password.plain(password));
    if (change.host() != null && change.host().isBlank()) {
      problems.add(new Problem("source.host", "must not be empty"));
    }
    if (change.port() != null && (change.port() < 1 || change.port() > 65_535)) {
      problems.add(new Problem("source.port", "must be 1 to 65535"));
    }
    return change;
  }

  private static void refuse(
      JsonFields fields, List<String> names, String path, List<Problem> fixed) {
    names.stream()
        .filter(fields::has)
        .forEach(name -> fixed.add(new Problem(path + name, "cannot be changed in this version")));
  }
}
