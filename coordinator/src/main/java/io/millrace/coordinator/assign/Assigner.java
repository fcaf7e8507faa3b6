package io.millrace.coordinator.assign;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses workers. Pure and deterministic: the same view gives the same choice. */
public final class Assigner {
  private Assigner() {}

  /**
   * The worker that gets the next resource: the one that holds least. A limit could keep a task
   * waiting for ever: it goes on only when all of its resources are taken.
   */
  public static Optional<String> choose(List<WorkerLoad> workers) {
    return workers.stream()
        .filter(w -> !w.draining())
        .min(Comparator.comparingInt(WorkerLoad::held).thenComparing(WorkerLoad::worker))
        .map(WorkerLoad::worker);
  }
}
