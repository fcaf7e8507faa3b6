package io.millrace.ops.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Predicate;

/** True once some time has passed and the task's stream is caught up. */
final class Later implements Predicate<JsonNode> {
  private final long endNanos;

  Later(Duration time) {
    this.endNanos = System.nanoTime() + time.toNanos();
  }

  @Override
  public boolean test(JsonNode task) {
    return System.nanoTime() - endNanos > 0
        && task.path("steps").path("incremental").path("caughtUp").asBoolean();
  }
}
