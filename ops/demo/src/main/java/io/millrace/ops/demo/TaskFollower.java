package io.millrace.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.cli.api.ApiClient;
import io.millrace.ops.cli.api.CoordinatorUnreachableException;
import io.millrace.ops.cli.api.ErrorText;
import io.millrace.ops.cli.api.Patience;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Follows a task with the incremental step and says every few seconds how far it is. One thread
 * uses it; calls block.
 */
public final class TaskFollower {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final long LINE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Set<String> ENDS =
      Set.of("Failed", "PrecheckFailed", "Finished", "Stopped", "Suspended");

  private final ApiClient api;
  private final String id;
  private final Consumer<String> progress;
  private long lastLineNanos;

  /**
   * @param progress receives a line for a person every five seconds
   */
  public TaskFollower(ApiClient api, String id, Consumer<String> progress) {
    this.api = api;
    this.id = id;
    this.progress = progress;
    this.lastLineNanos = System.nanoTime();
  }

  /** Until the stream says that it has reached the source's end. */
  public JsonNode awaitCaughtUp(Duration atMost) {
    return await("caught up", atMost, task -> stream(task).path("caughtUp").asBoolean());
  }

  /** Until the stream has this end, and says that it is caught up. */
  public JsonNode awaitReached(SourceEnd end, Duration atMost) {
    return await(
        "at " + end,
        atMost,
        task ->
            stream(task).path("caughtUp").asBoolean()
                && end.isReachedBy(stream(task).path("position").asText("")));
  }

  /** Until the task has this state. */
  public JsonNode awaitState(String state, Duration atMost) {
    return await(state, atMost, task -> task.path("state").asText().equals(state));
  }

  /**
   * Until the task is as wanted.
   *
   * @throws CommandFailedException when it comes to another end, or not there in time
   */
  public JsonNode await(String wanted, Duration atMost, Predicate<JsonNode> condition) {
    return new Patience(atMost, LOOK)
        .await(() -> look(wanted, condition))
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "failed: task "
                        + id
                        + " was not "
                        + wanted
                        + " within "
                        + atMost.toSeconds()
                        + " s; it is "
                        + line(api.task(id))));
  }

  private Optional<JsonNode> look(String wanted, Predicate<JsonNode> condition) {
    JsonNode task;
    try {
      task = api.task(id);
    } catch (CoordinatorUnreachableException e) {
      return Optional.empty();
    }
    if (System.nanoTime() - lastLineNanos > LINE_NANOS) {
      lastLineNanos = System.nanoTime();
      progress.accept(line(task));
    }
    if (condition.test(task)) {
      return Optional.of(task);
    }
    String state = task.path("state").asText();
    if (ENDS.contains(state)) {
      throw new CommandFailedException(
          "failed: the task is "
              + state
              + " before it was "
              + wanted
              + (task.path("error").isObject() ? ": " + ErrorText.of(task.path("error")) : ""));
    }
    return Optional.empty();
  }

  private static JsonNode stream(JsonNode task) {
    return task.path("steps").path("incremental");
  }

  /** How far a task is, on one line. */
  static String line(JsonNode task) {
    JsonNode full = task.path("steps").path("full");
    JsonNode stream = stream(task);
    String text =
        String.format(
            Locale.ROOT,
            "%s: full %s %d %%, %d rows, %d of %d chunks, %d rows/s; incremental %s",
            task.path("state").asText(),
            full.path("state").asText(),
            full.path("percent").asInt(),
            full.path("rows").asLong(),
            full.path("chunksDone").asLong(),
            full.path("chunks").asLong(),
            full.path("rowsPerSecond").asLong(),
            stream.path("state").asText());
    if (!stream.path("delayMillis").isNumber()) {
      return text;
    }
    return text
        + String.format(
            Locale.ROOT,
            ", delay %d ms, %d rows/s%s",
            stream.path("delayMillis").asLong(),
            stream.path("rowsPerSecond").asLong(),
            stream.path("caughtUp").asBoolean() ? ", caught up" : "");
  }
}
