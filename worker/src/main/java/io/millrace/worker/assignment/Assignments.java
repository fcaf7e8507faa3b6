package io.millrace.worker.assignment;

import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the newest orders say: starts a holding for each resource to hold, hands it jobs, ends
 * what is no longer ordered, runs errands. Owned by the worker's loop thread.
 */
public final class Assignments {
  private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);

  private record ResourceKey(String taskId, String resource) {}

  private final HoldingStart start;
  private final ErrandRunner errandRunner;
  private final Runnable changed;
  private final Map<ResourceKey, HeldResource> held = new HashMap<>();
  private final List<HeldResource> leaving = new ArrayList<>();
  private final Map<String, ErrandAnswer> answers = new ConcurrentHashMap<>();
  private final Set<String> errands = new HashSet<>();
  private final CommittedTotals totals = new CommittedTotals();
  private long term;
  private long sequence;
  private volatile boolean draining;

  /**
   * @param start begins the life of a holding
   * @param changed called from any thread when there is something new to report
   */
  public Assignments(HoldingStart start, ErrandRunner errandRunner, Runnable changed) {
    this.start = start;
    this.errandRunner = errandRunner;
    this.changed = changed;
  }

  /** Follows the orders, unless they are older than those followed last. */
  public void follow(Orders orders) {
    boolean older =
        orders.term() < term || (orders.term() == term && orders.sequence() <= sequence);
    if (older) {
      return;
    }
    term = orders.term();
    sequence = orders.sequence();
    Map<ResourceKey, HoldingOrder> wanted = new HashMap<>();
    orders.holdings().forEach(o -> wanted.put(new ResourceKey(o.taskId(), o.resource()), o));
    held.entrySet()
        .removeIf(
            entry -> {
              HoldingOrder order = wanted.get(entry.getKey());
              boolean keep = order != null && entry.getValue().isFor(order, term);
              if (!keep) {
                entry.getValue().cancel();
                leaving.add(entry.getValue());
              }
              return !keep;
            });
    leaving.removeIf(HeldResource::isEnded);
    wanted.forEach((key, order) -> held.computeIfAbsent(key, k -> begin(order)).update(order));
    runErrands(orders.errands());
  }

  private HeldResource begin(HoldingOrder order) {
    HeldResource resource = new HeldResource(order, term, () -> draining, totals, changed);
    start.start(resource, order, term);
    LOG.debug("holding {} of {}, attempt {}", order.resource(), order.taskId(), order.attempt());
    return resource;
  }

  private void runErrands(List<Errand> ordered) {
    Set<String> ids = new HashSet<>();
    for (Errand errand : ordered) {
      ids.add(errand.id());
      if (errands.add(errand.id())) {
        Thread thread =
            new Thread(
                () ->
                    errandRunner.run(
                        errand,
                        answer -> {
                          answers.put(errand.id(), answer);
                          changed.run();
                        }),
                "errand-" + errand.id());
        thread.setDaemon(true);
        thread.start();
      }
    }
    errands.retainAll(ids);
    answers.keySet().retainAll(ids);
  }

  /** Takes no more work and gives back what there is. */
  void drain() {
    draining = true;
    held.values().forEach(HeldResource::wake);
  }

  /** Whether the coordinator has taken note of the end of everything: nothing is ordered. */
  boolean isEmpty() {
    return held.isEmpty() && isIdle();
  }

  /** Whether nothing runs any more. */
  boolean isIdle() {
    leaving.removeIf(HeldResource::isEnded);
    return leaving.isEmpty() && held.values().stream().allMatch(HeldResource::isEnded);
  }

  /** How many resources are held now. */
  int size() {
    return held.size();
  }

  CommittedTotals totals() {
    return totals;
  }

  /** What the worker has to say now. */
  public Status status(WorkerIdentity identity, long number) {
    Map<String, Status.HoldingStatus> sorted = new TreeMap<>();
    held.forEach((key, value) -> sorted.put(key.taskId() + key.resource(), value.status()));
    return new Status(
        identity.worker(),
        identity.incarnation(),
        number,
        term,
        identity.address(),
        identity.version(),
        draining,
        List.copyOf(sorted.values()),
        List.copyOf(answers.values()));
  }
}
