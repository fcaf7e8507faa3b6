package io.millrace.ops.cli.progress;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.api.ApiClient;
import io.millrace.ops.cli.api.ApiException;
import io.millrace.ops.cli.api.CoordinatorUnreachableException;
import io.millrace.ops.cli.api.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Follows a task to its end and shows its progress on the way. */
public final class TaskWatch {
  /** States that a task does not leave by itself. */
  public static final Set<String> ENDS =
      Set.of("Finished", "Failed", "PrecheckFailed", "Stopped", "Suspended");

  private static final int NOT_NOW = 503;
  private static final Duration SILENCE_BORNE = Duration.ofSeconds(30);

  private final ApiClient api;
  private final ProgressView view;
  private final Duration interval;
  private final BiConsumer<JsonNode, List<JsonNode>> observer;
  private long lastAnswerNanos = System.nanoTime();

  public TaskWatch(ApiClient api, ProgressView view, Duration interval) {
    this(api, view, interval, (task, tables) -> {});
  }

  /**
   * @param observer receives the task and its tables at every look
   */
  public TaskWatch(
      ApiClient api,
      ProgressView view,
      Duration interval,
      BiConsumer<JsonNode, List<JsonNode>> observer) {
    this.api = api;
    this.view = view;
    this.interval = interval;
    this.observer = observer;
  }

  /**
   * The task once it has come to an end; that no coordinator answers, or is active, for up to 30
   * seconds is borne.
   *
   * @return empty when the deadline passed before
   */
  public Optional<JsonNode> await(String id, Duration deadline) {
    return await(id, deadline, task -> false);
  }

  /**
   * The task once it has come to an end, or is as wanted.
   *
   * @return empty when the deadline passed before
   */
  public Optional<JsonNode> await(String id, Duration deadline, Predicate<JsonNode> wanted) {
    return new Patience(deadline, interval).await(() -> look(id, wanted));
  }

  private Optional<JsonNode> look(String id, Predicate<JsonNode> wanted) {
    try {
      JsonNode task = api.task(id);
      List<JsonNode> tables = api.tables(id);
      lastAnswerNanos = System.nanoTime();
      observer.accept(task, tables);
      view.show(task, tables);
      boolean over = ENDS.contains(task.path("state").asText()) || wanted.test(task);
      return over ? Optional.of(task) : Optional.empty();
    } catch (CoordinatorUnreachableException e) {
      return bear(e);
    } catch (ApiException e) {
      if (e.status() != NOT_NOW) {
        throw e;
      }
      return bear(e);
    }
  }

  private Optional<JsonNode> bear(RuntimeException silence) {
    if (System.nanoTime() - lastAnswerNanos > SILENCE_BORNE.toNanos()) {
      throw silence;
    }
    return Optional.empty();
  }
}
