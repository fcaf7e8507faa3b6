package io.millrace.ops.acceptance.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.api.ApiException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks the coordinators twice a second how a task is, on a thread of its own. Other threads read
 * through its monitor.
 */
final class TaskWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 500;
  private static final Set<String> BAD_ENDS = Set.of("Failed", "PrecheckFailed", "Finished");

  private final Coordinators coordinators;
  private final String id;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "task-watch");
  private final Map<String, Integer> seen = new TreeMap<>();
  private long answeredNanos = System.nanoTime();
  private long longestSilenceNanos;
  private JsonNode last;
  private String failure = "";

  TaskWatch(Coordinators coordinators, String id) {
    this.coordinators = coordinators;
    this.id = id;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        look();
      } while (!closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      Optional<JsonNode> answer = coordinators.now(api -> api.task(id));
      synchronized (this) {
        long now = System.nanoTime();
        longestSilenceNanos = Math.max(longestSilenceNanos, now - answeredNanos);
        if (answer.isPresent()) {
          answeredNanos = now;
          last = answer.get();
          seen.merge(state(), 1, Integer::sum);
          if (BAD_ENDS.contains(state())) {
            failure = "the task is " + state() + ": " + last.path("error");
          }
        }
      }
    } catch (ApiException e) {
      synchronized (this) {
        failure = "a coordinator refused to show the task: " + e.getMessage();
      }
    }
  }

  private String state() {
    return last.path("state").asText();
  }

  /** Why the task can never reach its aim; empty while it can. */
  synchronized String failure() {
    return failure;
  }

  /** The task as it was shown last; empty before the first answer. */
  synchronized Optional<JsonNode> last() {
    return Optional.ofNullable(last);
  }

  /** On one line. */
  synchronized String summary() {
    if (last == null) {
      return "not seen yet";
    }
    JsonNode full = last.path("steps").path("full");
    JsonNode stream = last.path("steps").path("incremental");
    return "%s, full %s %d %%, incremental %s, delay %s ms"
        .formatted(
            state(),
            full.path("state").asText(),
            full.path("percent").asInt(),
            stream.path("state").asText(),
            stream.path("delayMillis").asText("?"));
  }

  /** The longest time in which no coordinator showed the task. */
  synchronized double longestSilenceSeconds() {
    return longestSilenceNanos / 1e9;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
