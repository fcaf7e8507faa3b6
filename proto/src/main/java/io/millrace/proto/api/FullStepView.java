package io.millrace.proto.api;

import java.util.Objects;

/**
 * The full step of a task.
 *
 * @param percent 0 to 100, by chunks and estimated rows
 * @param rows committed
 * @param estimatedRows by the source's statistics
 * @param chunks planned so far
 */
public record FullStepView(
    StepState state,
    int percent,
    long rows,
    long estimatedRows,
    long chunks,
    long chunksDone,
    long rowsPerSecond,
    long bytesPerSecond) {
  public FullStepView {
    Objects.requireNonNull(state, "state");
  }
}
