package io.millrace.ops.acceptance.simulation;

import io.millrace.ops.acceptance.simulation.ViolationException.Kind;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.checkpoint.CheckpointRecord.Streamed;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One schedule: actors take steps in an order that the seed gives, with faults; then the faults end
 * and the task must come to its end.
 */
final class Schedule {
  static final int MOST_GENERATIONS = 3;

  private static final int MOST_IN_FLIGHT = 24;
  private static final int ROUND_MILLIS = 150;
  private static final int MOST_ROUNDS = 600;
  private static final long TRANSACTION_MILLIS = 2_000;

  private final World world;
  private final Dice dice;
  private final boolean incremental;
  private final boolean twoLeaders;
  private final int calmRounds;
  private final int stepMillis;
  private final int steps;
  private final int changes;
  private final Faults faults;
  private final List<SimulatedCoordinator> coordinators = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final List<Runnable> inFlight = new ArrayList<>();

  /**
   * @param trace takes a line for every step; null for none
   */
  Schedule(long seed, Mutant mutant, List<String> trace) {
    this.world = new World(seed, mutant, trace);
    this.dice = world.dice;
    this.incremental = dice.oneIn(2);
    this.changes = incremental ? 2 + dice.below(5) : 0;
    this.twoLeaders = dice.oneIn(5);
    this.calmRounds = calmRounds();
    this.stepMillis = twoLeaders ? 4 : 4 << dice.below(3);
    this.steps = (twoLeaders ? 400 : 100) + dice.below(400);
    for (int i = 0; i < 2; i++) {
      coordinators.add(
          new SimulatedCoordinator(world, "coordinator-" + i, incremental, this::order));
    }
    for (int i = 0; i < (twoLeaders ? 4 : 3); i++) {
      workers.add(new SimulatedWorker(world, "worker-" + i));
    }
    this.faults = new Faults(world, coordinators, workers, incremental, twoLeaders);
    HomeRecord.Task task = new HomeRecord.Task(false, false, twoLeaders ? 2 : 2 + dice.below(2));
    world.home.append("task", task, null);
    coordinators.get(0).oldest = true;
  }

  /** Mostly the faults begin while chunks are copied; with two leaders while lanes are taken. */
  private int calmRounds() {
    if (twoLeaders) {
      return 8 + dice.below(5);
    }
    return dice.oneIn(4) ? dice.below(40) : 12 + dice.below(12);
  }

  /**
   * Runs it.
   *
   * @throws ViolationException when something happened that must never be
   */
  void run() {
    try {
      for (int i = 0; i < calmRounds; i++) {
        round();
      }
      faults.begin();
      if (twoLeaders) {
        faults.beginWithTwoLeaders();
      }
      for (int i = 0; i < steps; i++) {
        step();
      }
      calm();
    } catch (ViolationException e) {
      boolean stopped =
          world.lied
              && (e.kind() == Kind.TASK_FAILED
                  || e.kind() == Kind.LEDGER_IN_DOUBT
                  || e.kind() == Kind.STUCK);
      if (!stopped && world.mutant.isSought(e.kind())) {
        throw e;
      }
    }
  }

  // ---- while there are faults

  private void step() {
    world.nowMillis += stepMillis;
    int pick = dice.below(100);
    if (pick < 20) {
      deliver();
    } else if (pick < 35) {
      step(dice.oneOf(coordinators));
    } else if (pick < 48) {
      step(dice.oneOf(workers));
    } else if (pick < 95) {
      stepHolding();
    } else if (pick < 97) {
      change();
    } else {
      world.kafka.markOne();
      world.kafka.arrive(dice);
    }
    faults.perhaps(inFlight);
  }

  private void change() {
    if (world.source.executed() < changes - 1) {
      world.source.change(dice.below(Tables.KEYS));
    }
  }

  private void step(SimulatedCoordinator coordinator) {
    if (!coordinator.isAlive()) {
      return;
    }
    if (world.isAwake(coordinator.asleepUntilMillis)) {
      coordinator.turn();
    }
  }

  private void step(SimulatedWorker worker) {
    if (!worker.isAlive()) {
      return;
    }
    if (world.isAwake(worker.asleepUntilMillis)) {
      tell(worker, worker.turn());
    }
  }

  private void stepHolding() {
    int all = 0;
    for (SimulatedWorker worker : workers) {
      all += worker.holdings().size();
    }
    if (all == 0) {
      return;
    }
    int chosen = dice.below(all);
    for (SimulatedWorker worker : workers) {
      int here = worker.holdings().size();
      if (chosen < here) {
        step(worker, worker.holdings().get(chosen));
        return;
      }
      chosen -= here;
    }
  }

  private void step(SimulatedWorker worker, SimulatedHolding holding) {
    boolean awake =
        world.isAwake(worker.asleepUntilMillis) && world.isAwake(holding.asleepUntilMillis);
    if (awake && !holding.isEnded()) {
      holding.step();
    }
  }

  // ---- messages

  private void tell(SimulatedWorker from, Status status) {
    for (SimulatedCoordinator to : coordinators) {
      if (faults.isLinked(from, to)) {
        send(
            () -> {
              if (faults.isLinked(from, to)) {
                to.receive(status);
              }
            });
      }
    }
  }

  private void order(SimulatedCoordinator from, Orders orders) {
    for (SimulatedWorker to : workers) {
      if (to.toString().equals(orders.worker()) && faults.isLinked(to, from)) {
        send(
            () -> {
              if (faults.isLinked(to, from)) {
                to.receive(orders);
              }
            });
      }
    }
  }

  private void send(Runnable message) {
    if (inFlight.size() == MOST_IN_FLIGHT) {
      inFlight.remove(0);
    }
    inFlight.add(message);
  }

  /** Some messages arrive, mostly in order; one may be lost, or arrive and be on its way still. */
  private void deliver() {
    for (int left = 1 + dice.below(6); left > 0 && !inFlight.isEmpty(); left--) {
      int which = dice.oneIn(4) ? dice.below(inFlight.size()) : 0;
      int fate = dice.below(12);
      if (fate == 0) {
        inFlight.remove(which);
      } else if (fate == 1) {
        inFlight.get(which).run();
      } else {
        inFlight.remove(which).run();
      }
    }
  }

  // ---- when the faults have ended

  private void calm() {
    faults.end();
    world.trace("schedule", () -> "the faults have ended");
    for (int round = 0; round < MOST_ROUNDS; round++) {
      round();
      if (isDone()) {
        world.judge.judge(world.destination, incremental);
        return;
      }
    }
    world.judge.violated(Kind.STUCK, "the task does not come to its end");
  }

  /** Everybody does something, and every message arrives. */
  private void round() {
    world.nowMillis += ROUND_MILLIS;
    if (dice.oneIn(3)) {
      change();
    }
    coordinators.forEach(this::step);
    deliverAll();
    for (SimulatedWorker worker : workers) {
      for (int i = 0; i < 2; i++) {
        worker.holdings().forEach(holding -> step(worker, holding));
      }
      step(worker);
    }
    deliverAll();
    world.kafka.markOne();
    world.kafka.arrive(dice);
    world.kafka.expire(world.nowMillis - TRANSACTION_MILLIS);
  }

  private void deliverAll() {
    List<Runnable> all = List.copyOf(inFlight);
    inFlight.clear();
    all.forEach(Runnable::run);
  }

  private boolean isDone() {
    if (!incremental) {
      return newest(world.home, HomeRecord.Task.class).map(HomeRecord.Task::finished).orElse(false);
    }
    if (newest(world.checkpoints, FullClosed.class).isEmpty()) {
      return false;
    }
    // The last change comes when the full step is closed, so that the stream has to say something.
    while (world.source.executed() < changes) {
      world.source.change(dice.below(Tables.KEYS));
    }
    return newest(world.checkpoints, Streamed.class)
        .filter(streamed -> Integer.parseInt(streamed.gtidExecuted()) == changes)
        .isPresent();
  }

  private static <T> Optional<T> newest(KafkaLog log, Class<T> type) {
    for (int offset = log.lastStableOffset() - 1; offset >= 0; offset--) {
      KafkaLog.Entry entry = log.at(offset);
      if (entry.isCommitted() && type.isInstance(entry.value)) {
        return Optional.of(type.cast(entry.value));
      }
    }
    return Optional.empty();
  }
}
