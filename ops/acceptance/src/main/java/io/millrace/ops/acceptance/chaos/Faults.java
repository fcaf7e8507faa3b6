package io.millrace.ops.acceptance.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Chooses faults from a seed, does them, and undoes them after a while. One coordinator and one
 * worker at least are left in peace at any moment. One thread uses it.
 */
final class Faults {
  /** A process needs some seconds to be of use, on a busy machine more. */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);

  private final Fleet fleet;
  private final Servers servers;
  private final CommitWatch commits;
  private final Duration lease;
  private final Random random;
  private final Set<FaultKind> allowed;
  private final Consumer<String> progress;
  private final Deque<FaultKind> deck = new ArrayDeque<>();
  private final Map<FaultKind, Integer> done = new EnumMap<>(FaultKind.class);
  private final PriorityQueue<Undo> undos =
      new PriorityQueue<>(Comparator.comparingLong(Undo::atNanos));

  private record Undo(long atNanos, String what, Runnable action) {}

  /**
   * @param lease of the workers and of the grid
   * @param progress hears of each fault
   */
  Faults(
      Fleet fleet,
      Servers servers,
      CommitWatch commits,
      Duration lease,
      long seed,
      Set<FaultKind> allowed,
      Consumer<String> progress) {
    this.fleet = fleet;
    this.servers = servers;
    this.commits = commits;
    this.lease = lease;
    this.random = new Random(seed);
    this.allowed = allowed;
    this.progress = progress;
  }

  /** The pause before the next fault. */
  long pauseNanos() {
    return TimeUnit.MILLISECONDS.toNanos(2_000 + random.nextInt(6_000));
  }

  /** Does the next fault that can be done now. */
  void next() {
    for (int tries = 0; tries < 2 * FaultKind.values().length; tries++) {
      if (deck.isEmpty()) {
        FaultKind.deck(random).stream().filter(allowed::contains).forEach(deck::add);
      }
      FaultKind kind = deck.removeFirst();
      if (inflict(kind)) {
        done.merge(kind, 1, Integer::sum);
        return;
      }
      deck.addLast(kind);
    }
  }

  private boolean inflict(FaultKind kind) {
    return switch (kind) {
      case WORKER_KILLED -> one(fleet.workers()).map(this::killWorker).isPresent();
      case LEADER_KILLED -> killLeader();
      case WORKER_PAUSED -> freeze(fleet.workers(), kind, millis(500, 6_000));
      case WORKER_FROZEN -> freeze(fleet.workers(), kind, beyondLease());
      case WORKER_DRAINED -> one(fleet.workers()).map(this::drain).isPresent();
      case COORDINATOR_KILLED -> one(fleet.coordinators()).map(this::killCoordinator).isPresent();
      case COORDINATOR_PAUSED -> freeze(fleet.coordinators(), kind, millis(500, 6_000));
      case COORDINATOR_FROZEN -> freeze(fleet.coordinators(), kind, beyondLease());
      case BROKER_KILLED, BROKER_RESTARTED -> {
        if (servers.isKafkaBusy()) {
          yield false;
        }
        say(kind.text());
        servers.restartKafka(kind == FaultKind.BROKER_KILLED);
        yield true;
      }
      case MYSQL_KILLED, MYSQL_RESTARTED -> {
        if (servers.isMySqlBusy()) {
          yield false;
        }
        say(kind.text());
        servers.restartMySql(kind == FaultKind.MYSQL_KILLED);
        yield true;
      }
    };
  }

  /** One of those that are up, if another one is left that has been at work for some time. */
  private Optional<Node> one(List<Node> nodes) {
    List<Node> up = nodes.stream().filter(node -> isSpared(node, nodes)).toList();
    return up.isEmpty() ? Optional.empty() : Optional.of(up.get(random.nextInt(up.size())));
  }

  private static boolean isSpared(Node node, List<Node> nodes) {
    return node.isUp()
        && nodes.stream().anyMatch(other -> other != node && other.isSettled(SETTLED));
  }

  private boolean killWorker(Node worker) {
    boolean leads = commits.leader().filter(worker.name()::equals).isPresent();
    int millis = millis(500, 12_000);
    say("kill -9 of " + worker + (leads ? ", which has the binlog id" : ""));
    worker.kill();
    if (leads) {
      commits.leaderKilled();
    }
    undo(millis, "start of " + worker, worker::start);
    return true;
  }

  private boolean killLeader() {
    Optional<Node> leader = commits.leader().flatMap(fleet::worker).filter(Node::isUp);
    return leader.filter(node -> isSpared(node, fleet.workers())).map(this::killWorker).isPresent();
  }

  private boolean killCoordinator(Node coordinator) {
    int millis = millis(500, 12_000);
    say("kill -9 of " + coordinator);
    coordinator.kill();
    undo(millis, "start of " + coordinator, coordinator::start);
    return true;
  }

  private boolean freeze(List<Node> nodes, FaultKind kind, int millis) {
    Optional<Node> chosen = one(nodes);
    chosen.ifPresent(
        node -> {
          say("%s: %s for %.1f s".formatted(kind.text(), node, millis / 1e3));
          node.freeze();
          undo(millis, "SIGCONT of " + node, node::wake);
        });
    return chosen.isPresent();
  }

  private boolean drain(Node worker) {
    Node added = fleet.addWorker();
    say("SIGTERM of " + worker + ", " + added + " is added");
    worker.terminate();
    undo((int) DRAINED_WITHIN.toMillis(), "end of " + worker, () -> requireEnded(worker));
    return true;
  }

  private void requireEnded(Node worker) {
    if (!worker.hasEnded()) {
      throw new ChaosFailedException(
          worker + " did not end within " + DRAINED_WITHIN + " after SIGTERM");
    }
    fleet.forget(worker);
  }

  private int beyondLease() {
    int leaseMillis = (int) lease.toMillis();
    return millis(leaseMillis + 2_000, leaseMillis + 15_000);
  }

  private int millis(int from, int to) {
    return from + random.nextInt(to - from);
  }

  private void say(String fault) {
    progress.accept("fault " + (total() + 1) + ": " + fault);
    commits.otherFault();
  }

  private void undo(int afterMillis, String what, Runnable action) {
    undos.add(
        new Undo(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(afterMillis), what, action));
  }

  /** Undoes what is due. */
  void undoDue() {
    while (!undos.isEmpty() && undos.peek().atNanos() - System.nanoTime() <= 0) {
      Undo undo = undos.remove();
      progress.accept("  " + undo.what());
      undo.action().run();
    }
  }

  /** Whether something is still to be undone. */
  boolean isCalm() {
    return undos.isEmpty() && !servers.isMySqlBusy() && !servers.isKafkaBusy();
  }

  int total() {
    return done.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many of each kind, a line each. */
  List<String> counts() {
    return done.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%4d  %s", e.getValue(), e.getKey().text()))
        .toList();
  }
}
