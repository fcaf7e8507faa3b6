package io.millrace.ops.acceptance.simulation;

import java.util.ArrayList;
import java.util.List;

/** What goes wrong in a schedule, and how often: each kind has a rate of its own, often none. */
final class Faults {
  private static final int LONGER_THAN_THE_LEASE_MILLIS = 1_200;

  private final World world;
  private final Dice dice;
  private final List<SimulatedCoordinator> coordinators;
  private final List<SimulatedWorker> workers;
  private final boolean[][] cut = new boolean[4][2];
  private final int kill;
  private final int sleep;
  private final int split;
  private final int expire;
  private final int silence;
  private final int compact;
  private final int coldStart;
  private final int patch;
  private final boolean incremental;
  private boolean isSplit;

  Faults(
      World world,
      List<SimulatedCoordinator> coordinators,
      List<SimulatedWorker> workers,
      boolean incremental,
      boolean twoLeaders) {
    this.world = world;
    this.dice = world.dice;
    this.coordinators = coordinators;
    this.workers = workers;
    this.kill = twoLeaders ? 0 : rate(40);
    this.sleep = twoLeaders ? 0 : rate(15);
    this.split = twoLeaders ? 0 : rate(40);
    this.expire = twoLeaders ? 0 : rate(60);
    this.silence = twoLeaders ? 0 : rate(60);
    this.compact = rate(25);
    this.coldStart = twoLeaders ? 0 : rate(200);
    this.patch = twoLeaders ? 0 : rate(60);
    this.incremental = incremental;
  }

  private int rate(int most) {
    return switch (dice.below(3)) {
      case 0 -> 0;
      case 1 -> most;
      default -> most * 4;
    };
  }

  boolean isLinked(SimulatedWorker worker, SimulatedCoordinator coordinator) {
    return !cut[workers.indexOf(worker)][coordinators.indexOf(coordinator)];
  }

  /** From now on all may go wrong. */
  void begin() {
    world.faulty = true;
    world.unknownOneIn = rate(8);
    world.tornOneIn = incremental && dice.oneIn(4) ? 12 : 0;
    world.lies = dice.oneIn(25) ? 1 : 0;
    world.slowCommits = dice.oneIn(2);
    world.slowStarts = dice.oneIn(2);
  }

  /**
   * Begins with two leaders while lanes are being taken: the first one keeps the workers that hold
   * something, one of them late; the second one has fewer lanes and a worker without work.
   */
  void beginWithTwoLeaders() {
    patch(1);
    isSplit = true;
    coordinators.forEach(c -> c.oldest = true);
    List<SimulatedHolding> lanes = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      List<SimulatedHolding> here = workers.get(i).holdings();
      cut[i][here.isEmpty() ? 0 : 1] = true;
      here.stream()
          .filter(h -> !h.isTaken() && h.resource().startsWith("lane"))
          .forEach(lanes::add);
    }
    if (!lanes.isEmpty()) {
      dice.oneOf(lanes).asleepUntilMillis = world.nowMillis + 200 + dice.below(700);
    }
    world.trace("split", () -> java.util.Arrays.deepToString(cut));
  }

  /** One step's chance of each. */
  void perhaps(List<Runnable> inFlight) {
    if (dice.oneIn(kill)) {
      killOrRestart();
    }
    if (dice.oneIn(sleep)) {
      fallAsleep();
    }
    if (dice.oneIn(split)) {
      split();
    }
    if (dice.oneIn(expire)) {
      world.trace("broker", () -> "aborts what is open: it lasts too long");
      world.kafka.expire(world.nowMillis - dice.below(1_000));
    }
    if (dice.oneIn(silence)) {
      world.nowMillis += dice.below(LONGER_THAN_THE_LEASE_MILLIS);
    }
    if (dice.oneIn(compact)) {
      world.checkpoints.compact();
    }
    if (dice.oneIn(coldStart)) {
      coldStart(inFlight);
    }
    if (dice.oneIn(patch)) {
      patch(1 + dice.below(3));
    }
  }

  private void killOrRestart() {
    if (dice.oneIn(4)) {
      SimulatedCoordinator coordinator = dice.oneOf(coordinators);
      if (coordinator.isAlive()) {
        coordinator.kill();
      } else {
        coordinator.restart();
      }
      return;
    }
    SimulatedWorker worker = dice.oneOf(workers);
    if (worker.isAlive()) {
      worker.kill();
    } else {
      worker.restart();
    }
  }

  private void fallAsleep() {
    long until = world.nowMillis + (100L << dice.below(6));
    switch (dice.below(6)) {
      case 0 -> dice.oneOf(coordinators).asleepUntilMillis = until;
      case 1, 2 -> {
        SimulatedWorker sleeper = dice.oneOf(workers);
        sleeper.asleepUntilMillis = until;
        world.trace(sleeper, () -> "stands still until " + until);
      }
      default -> {
        List<SimulatedHolding> all = new ArrayList<>();
        workers.forEach(w -> all.addAll(w.holdings()));
        if (!all.isEmpty()) {
          SimulatedHolding sleeper = dice.oneOf(all);
          sleeper.asleepUntilMillis = until;
          world.trace(sleeper.resource(), () -> "a holder stands still until " + until);
        }
      }
    }
  }

  /** The grid falls in two, each with a coordinator that leads; or it is whole again. */
  private void split() {
    if (isSplit) {
      mend(dice.below(coordinators.size()));
      return;
    }
    isSplit = true;
    if (dice.oneIn(3)) {
      patch(1 + dice.below(3));
    }
    for (boolean[] row : cut) {
      row[dice.below(row.length)] = true;
    }
    coordinators.forEach(c -> c.oldest = true);
    world.trace("split", () -> java.util.Arrays.deepToString(cut));
  }

  private void mend(int leader) {
    isSplit = false;
    for (boolean[] row : cut) {
      java.util.Arrays.fill(row, false);
    }
    for (int i = 0; i < coordinators.size(); i++) {
      coordinators.get(i).oldest = i == leader;
    }
    world.trace("split", () -> "has ended: coordinator-" + leader + " leads");
  }

  private void patch(int lanes) {
    coordinators.stream()
        .filter(c -> c.isAlive() && c.isActive())
        .findFirst()
        .ifPresent(c -> c.patch(lanes));
  }

  private void coldStart(List<Runnable> inFlight) {
    world.trace("schedule", () -> "all die, all start");
    inFlight.clear();
    coordinators.forEach(SimulatedCoordinator::kill);
    coordinators.forEach(SimulatedCoordinator::restart);
    workers.forEach(SimulatedWorker::kill);
    workers.forEach(SimulatedWorker::restart);
  }

  /** From now on all goes well: links are whole, all are awake, one leads. */
  void end() {
    world.faulty = false;
    world.lies = 0;
    for (SimulatedCoordinator coordinator : coordinators) {
      if (!coordinator.isAlive()) {
        coordinator.restart();
      }
      coordinator.asleepUntilMillis = 0;
    }
    mend(0);
    for (SimulatedWorker worker : workers) {
      if (!worker.isAlive()) {
        worker.restart();
      }
      worker.asleepUntilMillis = 0;
      worker.holdings().forEach(holding -> holding.asleepUntilMillis = 0);
    }
  }
}
