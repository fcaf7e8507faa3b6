package io.millrace.ops.acceptance.simulation;

import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Status;
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
  private Assignments assignments;
  private WorkerIdentity identity;
  private int incarnation;
  private Orders orders;
  private long sequence;
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
    orders = null;
    sequence = 0;
    asleepUntilMillis = 0;
    alive = true;
  }

  private void begin(HeldResource resource, HoldingOrder order, long term) {
    world.trace(name, () -> "shall hold " + order.resource() + "#" + term + "." + order.attempt());
    SimulatedHolding holding = new SimulatedHolding(world, resource, order, term);
    if (world.faulty && world.slowStarts && world.dice.oneIn(3)) {
      holding.asleepUntilMillis = world.nowMillis + (100L << world.dice.below(5));
    }
    holdings.add(holding);
    newest.put(order.resource(), holding);
  }

  /** Orders have come; only the last ones wait. */
  void receive(Orders message) {
    if (alive && message.incarnation().equals(identity.incarnation())) {
      orders = message;
      if (world.mutant == Mutant.NO_ATTEMPT_IN_HAND_OUT) {
        handOutWithoutAttempt(message);
      }
    }
  }

  /** One turn of the loop: follows what came, says what there is. */
  Status turn() {
    if (orders != null) {
      assignments.follow(orders);
      orders = null;
    }
    holdings.removeIf(SimulatedHolding::isEnded);
    sequence++;
    return assignments.status(identity, sequence);
  }

  /** Without an attempt in it, a chunk is for whoever holds the lane now. */
  private void handOutWithoutAttempt(Orders message) {
    for (HoldingOrder order : message.holdings()) {
      SimulatedHolding holding = newest.get(order.resource());
      if (holding != null && !holding.isEnded() && holding.attempt() != order.attempt()) {
        order.jobs().forEach(holding::handedWithoutAttempt);
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
