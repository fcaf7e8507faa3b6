package io.millrace.ops.acceptance.chaos;

import io.millrace.ops.cli.api.ApiClient;
import io.millrace.ops.cli.api.Patience;
import io.millrace.ops.demo.cluster.ClusterException;
import io.millrace.ops.demo.cluster.ClusterOptions;
import io.millrace.ops.demo.cluster.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Several coordinators and workers as processes of this machine. They end with {@link #close} and
 * with this JVM. One thread uses it, but for {@link #coordinators}.
 */
final class Fleet implements AutoCloseable {
  private static final Patience READY =
      new Patience(Duration.ofSeconds(150), Duration.ofMillis(200));
  private static final Duration STOP = Duration.ofSeconds(20);

  private final ClusterOptions options;
  private final List<Side> sides;
  private final List<String> jvmOptions;
  private final Ports ports = new Ports();
  private final List<String> gridMembers = new ArrayList<>();
  private final List<Node> coordinators = new ArrayList<>();
  private final List<Node> workers = new ArrayList<>();
  private final Thread shutdownHook = new Thread(this::killAll, "fleet-end");
  private int workersMade;

  private Fleet(ClusterOptions options, List<Side> sides, List<String> jvmOptions) {
    this.options = options;
    this.sides = List.copyOf(sides);
    this.jvmOptions = List.copyOf(jvmOptions);
  }

  /**
   * Starts all and returns when a coordinator is active and sees all workers.
   *
   * @param sides over which coordinators and workers are dealt out in turn
   * @throws ClusterException when that takes longer than some minutes
   */
  static Fleet start(ClusterOptions options, int coordinators, List<Side> sides) {
    return start(options, coordinators, sides, List.of());
  }

  /**
   * Starts all and returns when a coordinator is active and sees all workers.
   *
   * @param sides over which coordinators and workers are dealt out in turn
   * @param jvmOptions added to those of every process
   * @throws ClusterException when that takes longer than some minutes
   */
  static Fleet start(
      ClusterOptions options, int coordinators, List<Side> sides, List<String> jvmOptions) {
    Fleet fleet = new Fleet(options, sides, jvmOptions);
    Runtime.getRuntime().addShutdownHook(fleet.shutdownHook);
    try {
      for (int i = 0; i < coordinators + options.workers(); i++) {
        Side side = sides.get((i < coordinators ? i : i - coordinators) % sides.size());
        fleet.gridMembers.add(side.host() + ":" + fleet.ports.take());
      }
      for (int i = 0; i < coordinators; i++) {
        fleet.coordinators.add(fleet.coordinator(i));
      }
      for (int i = 0; i < options.workers(); i++) {
        Side side = sides.get(i % sides.size());
        fleet.workers.add(fleet.worker(side, fleet.gridMembers.get(coordinators + i)));
      }
      fleet.all().forEach(Node::start);
      fleet.awaitReady();
      return fleet;
    } catch (RuntimeException e) {
      fleet.close();
      throw e;
    }
  }

  /** These options and those of processes that live for seconds: less compiling, one collector. */
  static List<String> quick(List<String> jvmOptions) {
    return Stream.concat(
            jvmOptions.stream(), Stream.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .toList();
  }

  ClusterOptions options() {
    return options;
  }

  List<Node> coordinators() {
    return List.copyOf(coordinators);
  }

  /** Those that were not told to end. */
  List<Node> workers() {
    return workers.stream().filter(w -> w.state() != Node.State.ENDING).toList();
  }

  Optional<Node> worker(String name) {
    return workers().stream().filter(w -> w.name().equals(name)).findFirst();
  }

  List<Node> all() {
    return Stream.concat(coordinators.stream(), workers.stream()).toList();
  }

  /** One worker more; it joins by itself. */
  Node addWorker() {
    Side side = sides.get(0);
    Node worker = worker(side, side.host() + ":" + ports.take());
    workers.add(worker);
    worker.start();
    return worker;
  }

  /** A worker that was told to end and did is no longer one of the fleet. */
  void forget(Node worker) {
    workers.remove(worker);
  }

  private Node coordinator(int index) {
    int httpPort = ports.take();
    Side side = sides.get(index % sides.size());
    Map<String, String> settings = common(gridMembers.get(index));
    settings.put("http.host", side.host());
    settings.put("home.kafka.bootstrap", options.homeBootstrap());
    settings.put("http.port", Integer.toString(httpPort));
    settings.put("http.token", options.token());
    settings.putAll(options.settings());
    return new Node(
        side,
        "coordinator-" + (index + 1),
        "io.millrace.coordinator.CoordinatorMain",
        quick(with(List.of("-Xmx256m"))),
        settings,
        folder(),
        new ApiClient(
            URI.create("http://" + side.host() + ":" + httpPort),
            options.token(),
            Duration.ofSeconds(3)));
  }

  private Node worker(Side side, String gridMember) {
    workersMade++;
    String name = "worker-" + workersMade;
    Map<String, String> settings = common(gridMember);
    settings.put("worker.id", name);
    settings.put("health.port", Integer.toString(ports.take()));
    settings.putAll(options.settings());
    return new Node(
        side,
        name,
        "io.millrace.worker.WorkerMain",
        with(options.workerJvmOptions()),
        settings,
        folder(),
        null);
  }

  private List<String> with(List<String> own) {
    return Stream.concat(own.stream(), jvmOptions.stream()).toList();
  }

  private Path folder() {
    return options.folder();
  }

  private Map<String, String> common(String ownGridMember) {
    int colon = ownGridMember.lastIndexOf(':');
    Map<String, String> settings = new HashMap<>();
    settings.put("grid.host", ownGridMember.substring(0, colon));
    settings.put("grid.port", ownGridMember.substring(colon + 1));
    settings.put("grid.members", String.join(",", gridMembers));
    settings.put("secrets.master.key", options.masterKey());
    return settings;
  }

  private void awaitReady() {
    boolean ready =
        READY
            .await(
                () ->
                    coordinators.stream().anyMatch(this::seesAllWorkers)
                        ? Optional.of(true)
                        : Optional.empty())
            .isPresent();
    if (!ready) {
      throw new ClusterException(
          "No coordinator was ready within "
              + READY.deadline().toSeconds()
              + " s. The first one's log, "
              + coordinators.get(0).log()
              + ", ends with:\n"
              + coordinators.get(0).logTail());
    }
  }

  private boolean seesAllWorkers(Node coordinator) {
    return Coordinators.of(coordinator, api -> api.isReady() ? api.workers().size() : 0).orElse(0)
        >= workers.size();
  }

  /** SIGKILL for every process. */
  void killAll() {
    all().forEach(Node::kill);
  }

  /** Ends every process gracefully, by force when that takes too long. */
  @Override
  public void close() {
    all().stream().filter(node -> node.state() == Node.State.FROZEN).forEach(Node::kill);
    workers.forEach(worker -> worker.stop(STOP));
    coordinators.forEach(coordinator -> coordinator.stop(STOP));
    ports.close();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs and finds nothing left.
      return;
    }
  }
}
