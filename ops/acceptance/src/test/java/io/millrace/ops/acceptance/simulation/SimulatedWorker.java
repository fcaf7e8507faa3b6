package io.millrace.ops.acceptance.simulation;

import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Status;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.worker.assignment.Assignments;
import io.millrace.worker.assignment.HeldResource;
import io.millrace.worker.assignment.WorkerIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A worker: what its loop does is the worker's own {@link Assignments}. */
final class SimulatedWorker {
  private final World world;
  private final String name;
  private final List<SimulatedHolding> holdings = new ArrayList<>();
  private final Map<String, SimulatedHolding> newest = new HashMap<>();
  private final Map<String, Integer> held = new HashMap<>();
  private final Map<String, Integer> ordered = new HashMap<>();
  private Assignments assignments;
  private WorkerIdentity identity;
  private int incarnation;
  private Orders orders;
  private long sequence;
  private long heldTerm;
  private boolean alive;

  /** Until then it stands still, with all of its threads. */
  long asleepUntilMillis;

  SimulatedWorker(World world, String name) {
    this.world = world;
    this.name = name;
    restart();
  }

  boolean isAlive() {
    return alive;
  }

  List<SimulatedHolding> holdings() {
    return holdings;
  }

  void kill() {
    world.trace(name, () -> "dies");
    alive = false;
    holdings.clear();
  }

  void restart() {
    incarnation++;
    identity = new WorkerIdentity(name, name + "-" + incarnation, "", "");
    assignments = new Assignments(this::begin, (errand, answer) -> {}, () -> {});
    holdings.clear();
    newest.clear();
    held.clear();
    ordered.clear();
    orders = null;
    sequence = 0;
    asleepUntilMillis = 0;
    alive = true;
  }

  private void begin(HeldResource resource, HoldingOrder order, long term) {
    world.trace(name, () -> "shall hold " + order.resource() + "#" + term + "." + order.attempt());
    SimulatedHolding holding = new SimulatedHolding(world, resource, order, term);
    holdings.add(holding);
    newest.put(order.resource(), holding);
  }

  /** Orders have come; only the last ones wait. */
  void receive(Orders message) {
    if (alive && message.incarnation().equals(identity.incarnation())) {
      orders = message;
    }
  }

  /** One turn of the loop: follows what came, says what there is. */
  Status turn() {
    if (orders != null) {
      assignments.follow(
          world.mutant == Mutant.NO_ATTEMPT_IN_HAND_OUT ? withHeldAttempts(orders) : orders);
      orders = null;
    }
    holdings.removeIf(SimulatedHolding::isEnded);
    sequence++;
    Status status = assignments.status(identity, sequence);
    return world.mutant == Mutant.NO_ATTEMPT_IN_HAND_OUT ? withOrderedAttempts(status) : status;
  }

  // ---- without attempts: who holds the resource takes the orders for its own, and is believed

  private Orders withHeldAttempts(Orders message) {
    if (message.term() != heldTerm) {
      heldTerm = message.term();
      held.clear();
      ordered.clear();
    }
    List<HoldingOrder> changed = new ArrayList<>();
    for (HoldingOrder o : message.holdings()) {
      ordered.put(o.resource(), o.attempt());
      SimulatedHolding holding = newest.get(o.resource());
      if (holding == null || holding.isEnded() || !held.containsKey(o.resource())) {
        held.put(o.resource(), o.attempt());
      }
      changed.add(
          new HoldingOrder(
              o.taskId(),
              o.resource(),
              held.get(o.resource()),
              o.mode(),
              o.acknowledged(),
              o.jobs(),
              o.serverId()));
    }
    held.keySet().removeIf(r -> changed.stream().noneMatch(o -> o.resource().equals(r)));
    return new Orders(
        message.term(),
        message.sequence(),
        message.worker(),
        message.incarnation(),
        changed,
        message.errands());
  }

  private Status withOrderedAttempts(Status status) {
    List<HoldingStatus> changed =
        status.holdings().stream()
            .map(
                h ->
                    new HoldingStatus(
                        h.taskId(),
                        h.resource(),
                        h.term(),
                        ordered.getOrDefault(h.resource(), h.attempt()),
                        h.events(),
                        h.progress(),
                        h.stream()))
            .toList();
    return new Status(
        status.worker(),
        status.incarnation(),
        status.sequence(),
        status.term(),
        status.address(),
        status.version(),
        status.draining(),
        changed,
        status.errands());
  }

  @Override
  public String toString() {
    return name;
  }
}
