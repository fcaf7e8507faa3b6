package io.millrace.coordinator.loop;

import java.time.Duration;
import java.util.Objects;

/**
 * What the loop is told by the settings.
 *
 * @param coordinatorId names this process
 * @param cluster the installation's name
 * @param workerLease silence after which a worker is dead
 * @param chunkRows most rows of a chunk
 * @param chunkBytes bytes aimed at for a chunk
 * @param sourceReaders most lanes that read from one source server at a time, over all tasks
 * @param retryFor how long a task is tried again before it fails
 */
public record LoopSettings(
    String coordinatorId,
    String cluster,
    Duration workerLease,
    long chunkRows,
    long chunkBytes,
    int sourceReaders,
    Duration retryFor) {
  public LoopSettings {
    Objects.requireNonNull(coordinatorId, "coordinatorId");
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(workerLease, "workerLease");
    Objects.requireNonNull(retryFor, "retryFor");
  }

  RunPolicy policy() {
    return new RunPolicy(chunkRows, chunkBytes, retryFor);
  }
}
