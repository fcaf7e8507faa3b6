package io.millrace.coordinator.loop;

import io.millrace.coordinator.assign.Assigner;
import io.millrace.coordinator.assign.WorkerLoad;
import io.millrace.proto.grid.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The workers heard of in this term, and when. Owned by the loop's thread. */
public final class Workers {
  /** One process of a worker: a restarted worker is another one. */
  public record WorkerProcess(String worker, String incarnation) {}

  /** A worker as it said last. */
  public record Heard(Status status, long atMillis) {
    /** The process that said it. */
    public WorkerProcess process() {
      return new WorkerProcess(status.worker(), status.incarnation());
    }
  }

  private final Duration lease;
  private final Map<String, Heard> heard = new TreeMap<>();
  private final Set<WorkerProcess> replaced = new HashSet<>();
  private final Map<WorkerProcess, Long> leftUntilMillis = new HashMap<>();
  private long goneSinceMillis = Long.MAX_VALUE;
  private boolean gone;

  /**
   * @param lease silence after which a worker is dead
   */
  public Workers(Duration lease) {
    this.lease = lease;
  }

  /**
   * Takes in a status. Of two processes with one id the later one heard counts: what the other goes
   * on to say is not heard while this one lives, or they would take each other's work for ever.
   *
   * @return the process that this one replaces, if it is another one of the same worker
   */
  public Optional<WorkerProcess> hear(Status status, long nowMillis) {
    Heard before = heard.get(status.worker());
    boolean same = before != null && before.status().incarnation().equals(status.incarnation());
    boolean old = same && before.status().sequence() >= status.sequence();
    WorkerProcess process = new WorkerProcess(status.worker(), status.incarnation());
    boolean left = leftUntilMillis.getOrDefault(process, Long.MIN_VALUE) > nowMillis;
    if (old || left || replaced.contains(process)) {
      return Optional.empty();
    }
    leftUntilMillis.remove(process);
    heard.put(status.worker(), new Heard(status, nowMillis));
    if (before == null || same) {
      return Optional.empty();
    }
    replaced.add(before.process());
    return Optional.of(before.process());
  }

  /** Takes out the workers that were silent for longer than their lease. */
  public List<WorkerProcess> dropSilent(long nowMillis) {
    List<WorkerProcess> silent = new ArrayList<>();
    for (Heard worker : List.copyOf(heard.values())) {
      if (nowMillis - worker.atMillis() > lease.toMillis()) {
        heard.remove(worker.status().worker());
        forgetReplaced(worker.status().worker());
        silent.add(worker.process());
      }
    }
    goneSinceMillis = heard.isEmpty() ? Math.min(goneSinceMillis, nowMillis) : Long.MAX_VALUE;
    gone = heard.isEmpty() && nowMillis - goneSinceMillis >= lease.toMillis();
    return silent;
  }

  /** Nobody holds the place any more that a replaced process would take again. */
  private void forgetReplaced(String worker) {
    replaced.removeIf(process -> process.worker().equals(worker));
  }

  /**
   * Takes out a worker whose member left the grid. What it said before that and comes late does not
   * count; one that still speaks a lease later lives, and is heard again.
   *
   * @return the worker, if it was heard of
   */
  public Optional<WorkerProcess> leave(String incarnation, long nowMillis) {
    Optional<WorkerProcess> left =
        heard.values().stream()
            .map(Heard::process)
            .filter(process -> process.incarnation().equals(incarnation))
            .findFirst();
    left.ifPresent(
        process -> {
          heard.remove(process.worker());
          forgetReplaced(process.worker());
          leftUntilMillis.values().removeIf(until -> until <= nowMillis);
          leftUntilMillis.put(process, nowMillis + lease.toMillis());
        });
    return left;
  }

  /** Whether there has been none for as long as a lease, as of the last look for silent ones. */
  boolean areGone() {
    return gone;
  }

  /** Those that were heard within their lease. */
  public List<Heard> all() {
    return List.copyOf(heard.values());
  }

  /**
   * The worker that gets the next resource.
   *
   * @param held resources by worker
   */
  public Optional<WorkerProcess> choose(Map<String, Integer> held) {
    return Assigner.choose(loads(held)).map(worker -> heard.get(worker).process());
  }

  /** The workers as the assignment sees them. */
  List<WorkerLoad> loads(Map<String, Integer> held) {
    return heard.values().stream()
        .map(
            h ->
                new WorkerLoad(
                    h.status().worker(),
                    h.status().draining(),
                    held.getOrDefault(h.status().worker(), 0)))
        .toList();
  }
}
