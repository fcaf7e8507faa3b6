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
  private final List<Integer> gridPorts = new ArrayList<>();
  private final List<Node> coordinators = new ArrayList<>();
  private final List<Node> workers = new ArrayList<>();
  private final Thread shutdownHook = new Thread(this::killAll, "fleet-end");
  private int workersMade;

  private Fleet(ClusterOptions options) {
    this.options = options;
  }

  /**
   * Starts all and returns when a coordinator is active and sees all workers.
   *
   * @throws ClusterException when that takes longer than some minutes
   */
  static Fleet start(ClusterOptions options, int coordinators) {
    Fleet fleet = new Fleet(options);
    Runtime.getRuntime().addShutdownHook(fleet.shutdownHook);
    try {
      for (int i = 0; i < coordinators + options.workers(); i++) {
        fleet.gridPorts.add(Ports.free());
      }
      for (int i = 0; i < coordinators; i++) {
        fleet.coordinators.add(fleet.coordinator(i));
      }
      for (int i = 0; i < options.workers(); i++) {
        fleet.workers.add(fleet.worker(fleet.gridPorts.get(coordinators + i)));
      }
      fleet.all().forEach(Node::start);
      fleet.awaitReady();
      return fleet;
    } catch (RuntimeException e) {
      fleet.close();
      throw e;
    }
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
    Node worker = worker(Ports.free());
    workers.add(worker);
    worker.start();
    return worker;
  }

  /** A worker that was told to end and did is no longer one of the fleet. */
  void forget(Node worker) {
    workers.remove(worker);
  }

  private Node coordinator(int index) {
    int httpPort = Ports.free();
    Map<String, String> settings = common(gridPorts.get(index));
    settings.put("home.kafka.bootstrap", options.homeBootstrap());
    settings.put("http.port", Integer.toString(httpPort));
    settings.put("http.token", options.token());
    settings.putAll(options.settings());
    return new Node(
        "coordinator-" + (index + 1),
        "io.millrace.coordinator.CoordinatorMain",
        List.of("-Xmx256m"),
        settings,
        folder(),
        new ApiClient(
            URI.create("http://127.0.0.1:" + httpPort), options.token(), Duration.ofSeconds(3)));
  }

  private Node worker(int gridPort) {
    workersMade++;
    String name = "worker-" + workersMade;
    Map<String, String> settings = common(gridPort);
    settings.put("worker.id", name);
    settings.put("health.port", Integer.toString(Ports.free()));
    settings.putAll(options.settings());
    return new Node(
        name,
        "io.millrace.worker.WorkerMain",
        options.workerJvmOptions(),
        settings,
        folder(),
        null);
  }

  private Path folder() {
    return options.folder();
  }

  private Map<String, String> common(int ownGridPort) {
    Map<String, String> settings = new HashMap<>();
    settings.put("grid.port", Integer.toString(ownGridPort));
    settings.put(
        "grid.members",
        String.join(",", gridPorts.stream().map(port -> "127.0.0.1:" + port).toList()));
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
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs and finds nothing left.
      return;
    }
  }
}
