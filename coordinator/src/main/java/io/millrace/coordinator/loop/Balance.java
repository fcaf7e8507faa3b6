package io.millrace.coordinator.loop;

import io.millrace.coordinator.assign.Assigner;
import io.millrace.coordinator.assign.WorkerLoad;
import java.util.Collection;
import java.util.List;

/**
 * Evens out what the workers hold, a lane at a time, so that a new worker soon has its share. Owned
 * by the loop's thread.
 */
final class Balance {
  private static final long EVERY_MILLIS = 2_000;

  private long notBeforeMillis = Long.MIN_VALUE;

  /** Takes a lane from the fullest worker, if another holds much less; it is then taken anew. */
  void step(Collection<TaskRun> runs, List<WorkerLoad> workers, long nowMillis) {
    if (nowMillis < notBeforeMillis) {
      return;
    }
    Assigner.move(workers)
        .ifPresent(
            move -> {
              for (TaskRun run : runs) {
                if (run.letLaneGo(move.from())) {
                  notBeforeMillis = nowMillis + EVERY_MILLIS;
                  return;
                }
              }
            });
  }
}
