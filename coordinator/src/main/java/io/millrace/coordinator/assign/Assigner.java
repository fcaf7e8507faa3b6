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

  /**
   * A resource of one worker that another should have, so that a new worker gets its share at once.
   * None while they are even: a move costs the chunk that is being read.
   */
  public static Optional<Move> move(List<WorkerLoad> workers) {
    List<WorkerLoad> able =
        workers.stream()
            .filter(w -> !w.draining())
            .sorted(Comparator.comparingInt(WorkerLoad::held).thenComparing(WorkerLoad::worker))
            .toList();
    if (able.size() < 2) {
      return Optional.empty();
    }
    WorkerLoad least = able.get(0);
    WorkerLoad most = able.get(able.size() - 1);
    return most.held() - least.held() < 2
        ? Optional.empty()
        : Optional.of(new Move(most.worker(), least.worker()));
  }

  /**
   * How many lanes of a task may read from a source server at once.
   *
   * @param most lanes that may read from it over all tasks
   * @param weight of the task
   * @param allWeights of the tasks that read from it, this one included
   * @return at least 1, also where there are more tasks than lanes
   */
  public static int share(int most, int weight, int allWeights) {
    return Math.max(1, (int) ((long) most * weight / Math.max(1, allWeights)));
  }
}
