package io.millrace.coordinator.loop;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the holders of every resource within one term; never starts over before the term ends,
 * also when a task is stopped and started. Owned by the loop's thread.
 */
public final class Attempts {
  private final Map<String, Integer> last = new HashMap<>();

  int next(String taskId, String resource) {
    return last.merge(taskId + "/" + resource, 1, Integer::sum);
  }

  /** The topic knows this attempt: later ones are higher. */
  void atLeast(String taskId, String resource, int seen) {
    last.merge(taskId + "/" + resource, seen, Math::max);
  }
}
