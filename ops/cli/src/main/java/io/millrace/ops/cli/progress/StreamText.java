package io.millrace.ops.cli.progress;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The incremental step of a task in words; pure. */
public final class StreamText {
  private static final int LONGEST_POSITION = 60;
  private static final Set<String> NOT_BEGUN = Set.of("", "NotSelected", "NotStarted");

  private StreamText() {}

  /** Delay, speed and place in a line; empty while the task has no stream. */
  public static Optional<String> line(JsonNode task) {
    JsonNode stream = task.path("steps").path("incremental");
    if (NOT_BEGUN.contains(stream.path("state").asText(""))) {
      return Optional.empty();
    }
    String position = stream.path("position").asText("");
    return Optional.of(
        delay(task)
            + String.format(
                Locale.ROOT,
                ", %s rows/s, %.1f MB/s",
                ProgressText.grouped(stream.path("rowsPerSecond").asLong()),
                stream.path("bytesPerSecond").asDouble() / 1e6)
            + (stream.path("position").isTextual() ? ", at " + shortened(position) : ""));
  }

  /** Delay alone; empty text while the task has no stream. */
  public static String delay(JsonNode task) {
    JsonNode stream = task.path("steps").path("incremental");
    if (NOT_BEGUN.contains(stream.path("state").asText(""))) {
      return "";
    }
    if (!stream.path("delayMillis").isNumber()) {
      return stream.path("state").asText("").equals("Running") ? "delay not known yet" : "at rest";
    }
    String behind = behind(stream.path("delayMillis").asLong());
    return stream.path("caughtUp").asBoolean() ? "caught up, " + behind : behind;
  }

  private static String behind(long millis) {
    return (millis < 10_000 ? millis + " ms" : ProgressText.duration(millis / 1000)) + " behind";
  }

  /** The end of a long position: what moves stands there. */
  private static String shortened(String position) {
    String line = position.replaceAll("\\s+", "");
    return line.length() <= LONGEST_POSITION
        ? line
        : "..." + line.substring(line.length() - LONGEST_POSITION);
  }

  /** Whether the full step is over, or was never to be: then bars say nothing. */
  static boolean isAllThereIs(JsonNode task) {
    String full = task.path("steps").path("full").path("state").asText("");
    return Set.of("Finished", "NotSelected").contains(full) && line(task).isPresent();
  }

  /** Whether the destination has all that the source had. */
  public static boolean isCaughtUp(JsonNode task) {
    return task.path("steps").path("incremental").path("caughtUp").asBoolean();
  }
}
