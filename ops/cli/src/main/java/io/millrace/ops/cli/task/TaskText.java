package io.millrace.ops.cli.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.api.ErrorText;
import io.millrace.ops.cli.progress.StreamText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tasks as a person reads them; pure. */
final class TaskText {

  private TaskText() {}

  /** A heading and a line a task. */
  static List<String> list(List<JsonNode> tasks) {
    List<String> lines = new ArrayList<>();
    lines.add(row("ID", "NAME", "STATE", "FULL", "STREAM"));
    for (JsonNode task : tasks) {
      lines.add(
          row(
              task.path("id").asText(),
              task.path("name").asText(),
              task.path("state").asText(),
              percent(task.path("steps").path("full")),
              StreamText.delay(task)));
    }
    return lines;
  }

  private static String row(String id, String name, String state, String full, String stream) {
    return String.format(
            Locale.ROOT, "%-20s  %-24s  %-14s  %-5s  %s", id, name, state, full, stream)
        .stripTrailing();
  }

  private static String percent(JsonNode full) {
    return full.path("percent").isNumber()
        ? Math.round(full.path("percent").asDouble()) + " %"
        : "";
  }

  /** What a task is and how far each of its tables is. */
  static List<String> details(JsonNode task, List<JsonNode> tables) {
    List<String> lines = new ArrayList<>();
    lines.add("id:     " + task.path("id").asText());
    lines.add("name:   " + task.path("name").asText());
    lines.add("tenant: " + task.path("tenant").asText());
    lines.add("state:  " + task.path("state").asText());
    task.path("steps")
        .properties()
        .forEach(
            step ->
                lines.add(
                    String.format(
                            Locale.ROOT,
                            "step %-12s %s %s",
                            step.getKey(),
                            step.getValue().isTextual()
                                ? step.getValue().asText()
                                : step.getValue().path("state").asText(),
                            percent(step.getValue()))
                        .stripTrailing()));
    StreamText.line(task).ifPresent(stream -> lines.add("stream: " + stream));
    error(task).ifPresent(lines::add);
    for (JsonNode table : tables) {
      lines.add(
          String.format(
              Locale.ROOT,
              "table %s.%s -> %s: %s, %d of about %d rows, %d of %d chunks",
              table.path("database").asText(),
              table.path("table").asText(),
              table.path("topic").asText(),
              table.path("state").asText(),
              table.path("rows").asLong(),
              table.path("estimatedRows").asLong(),
              table.path("chunksDone").asLong(),
              table.path("chunks").asLong()));
    }
    return lines;
  }

  /** The state in a line, with the name. */
  static String state(JsonNode task) {
    return task.path("name").asText() + ": " + task.path("state").asText();
  }

  /** The task's error, with its remedy. */
  static Optional<String> error(JsonNode task) {
    JsonNode error = task.path("error");
    return error.isObject() && error.has("message")
        ? Optional.of("error:  " + ErrorText.of(error))
        : Optional.empty();
  }

  /** A line an item; what was found and how to mend it below those that did not pass. */
  static List<String> precheck(JsonNode precheck) {
    List<String> lines = new ArrayList<>();
    for (JsonNode item : precheck.path("items")) {
      lines.add(
          String.format(
              Locale.ROOT, "%-8s %s", item.path("result").asText(), item.path("item").asText()));
      if (item.path("reason").isTextual()) {
        lines.add("         " + item.path("reason").asText());
      }
      if (item.path("remedy").isTextual()) {
        lines.add("         remedy: " + item.path("remedy").asText());
      }
    }
    return lines;
  }

  static long failedItems(JsonNode precheck) {
    long failed = 0;
    for (JsonNode item : precheck.path("items")) {
      failed += item.path("result").asText().equals("failed") ? 1 : 0;
    }
    return failed;
  }
}
