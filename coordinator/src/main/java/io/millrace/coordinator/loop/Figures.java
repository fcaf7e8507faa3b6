package io.millrace.coordinator.loop;

import io.millrace.proto.task.TaskState;
import java.util.List;
import java.util.Optional;

/**
 * The coordinator in numbers, for metrics. Immutable.
 *
 * @param term 0 when this coordinator is not the active one
 * @param workers that are alive
 * @param lanes held by workers
 */
public record Figures(long term, int workers, int lanes, List<TaskFigures> tasks) {
  public Figures {
    tasks = List.copyOf(tasks);
  }

  /** What a coordinator knows that is not the active one. */
  public static Figures none() {
    return new Figures(0, 0, 0, List.of());
  }

  /** One task: what is committed of it. */
  public record TaskFigures(
      String id,
      String tenant,
      TaskState state,
      long rows,
      long bytes,
      long chunks,
      Optional<StreamFigures> stream) {}

  /**
   * One task's stream.
   *
   * @param delayMillis how far the destination is behind the source
   * @param rows changes committed in this term
   */
  public record StreamFigures(
      long delayMillis, boolean caughtUp, long rows, long bytes, PositionFigures position) {}
}
