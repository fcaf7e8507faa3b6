package io.millrace.coordinator.loop;

import io.millrace.coordinator.assign.Assigner;
import io.millrace.coordinator.assign.WorkerLoad;
import io.millrace.proto.grid.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The workers heard of in this term, and when. Owned by the loop's thread. */
final class Workers {
  /** One process of a worker: a restarted worker is another one. */
  record WorkerProcess(String worker, String incarnation) {}

  /** A worker as it said last. */
  record Heard(Status status, long atMillis) {
    WorkerProcess process() {
      return new WorkerProcess(status.worker(), status.incarnation());
    }
  }

  private final Duration lease;
  private final int mostHoldings;
  private final Map<String, Heard> heard = new TreeMap<>();

  /**
   * @param lease silence after which a worker is dead
   * @param mostHoldings resources a worker holds at most
   */
  Workers(Duration lease, int mostHoldings) {
    this.lease = lease;
    this.mostHoldings = mostHoldings;
  }

  /**
   * Takes in a status.
   *
   * @return the process that this one replaces, if it is another one of the same worker
   */
  Optional<WorkerProcess> hear(Status status, long nowMillis) {
    Heard before = heard.get(status.worker());
    boolean same = before != null && before.status().incarnation().equals(status.incarnation());
    if (same && before.status().sequence() >= status.sequence()) {
      return Optional.empty();
    }
    heard.put(status.worker(), new Heard(status, nowMillis));
    return before == null || same ? Optional.empty() : Optional.of(before.process());
  }

  /** Takes out the workers that were silent for longer than their lease. */
  List<WorkerProcess> dropSilent(long nowMillis) {
    List<WorkerProcess> silent = new ArrayList<>();
    for (Heard worker : List.copyOf(heard.values())) {
      if (nowMillis - worker.atMillis() > lease.toMillis()) {
        heard.remove(worker.status().worker());
        silent.add(worker.process());
      }
    }
    return silent;
  }

  List<Heard> all() {
    return List.copyOf(heard.values());
  }

  /**
   * The worker that gets the next resource.
   *
   * @param held resources by worker
   */
  Optional<WorkerProcess> choose(Map<String, Integer> held) {
    List<WorkerLoad> loads =
        heard.values().stream()
            .map(
                h ->
                    new WorkerLoad(
                        h.status().worker(),
                        h.status().draining(),
                        held.getOrDefault(h.status().worker(), 0),
                        mostHoldings))
            .toList();
    return Assigner.choose(loads).map(worker -> heard.get(worker).process());
  }
}
