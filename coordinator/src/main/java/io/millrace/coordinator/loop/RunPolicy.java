package io.millrace.coordinator.loop;

import io.millrace.proto.grid.PlannedTable;
import java.time.Duration;

/**
 * Sizes of a task's full step.
 *
 * @param chunkRows most rows of a chunk
 * @param chunkBytes bytes aimed at for a chunk
 * @param retryFor how long a task is tried again before it fails
 */
public record RunPolicy(long chunkRows, long chunkBytes, Duration retryFor) {
  /** Chunks handed to a lane at once: one runs, the next waits at the worker. */
  static final int CHUNKS_PER_LANE = 2;

  /** Chunks cut from a range by one job. */
  static final int CHUNKS_PER_PLAN = 16;

  /** Rows of a chunk of the table, by what was seen of it, else by the source's statistics. */
  long rowsPerChunk(PlannedTable plan, long rowsSeen, long bytesSeen) {
    long rowBytes = rowsSeen > 0 ? bytesSeen / rowsSeen : plan.averageRowBytes();
    return Math.max(1, Math.min(chunkRows, chunkBytes / Math.max(1, rowBytes)));
  }
}
