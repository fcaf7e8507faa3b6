package io.millrace.ops.demo.cluster;

import io.millrace.ops.cli.api.ApiClient;
import io.millrace.ops.cli.api.CoordinatorUnreachableException;
import io.millrace.ops.cli.api.Patience;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A coordinator and workers as processes of this machine, on free ports of 127.0.0.1. They end with
 * {@link #close} and with this JVM, however it ends. One thread uses it.
 */
public final class Cluster implements AutoCloseable {
  private static final Patience START =
      new Patience(Duration.ofSeconds(150), Duration.ofMillis(200));
  private static final Duration STOP = Duration.ofSeconds(15);

  private final ClusterOptions options;
  private final Ports ports = new Ports();
  private final int httpPort = ports.take();
  private final int gridPort = ports.take();
  private final List<Integer> workerGridPorts = new ArrayList<>();
  private final List<ClusterProcess> workers = new ArrayList<>();
  private final ApiClient api;
  private final Thread shutdownHook = new Thread(this::killAll, "cluster-end");
  private final List<Standby> standbys = new ArrayList<>();
  private ClusterProcess coordinator;
  private int workersStarted;

  /** One more coordinator, with its own interface. */
  public record Standby(ClusterProcess process, ApiClient api) {}

  private Cluster(ClusterOptions options) {
    this.options = options;
    this.api = new ApiClient(URI.create("http://127.0.0.1:" + httpPort), options.token());
  }

  /**
   * Starts the coordinator and the workers, and returns when the coordinator is ready and sees all
   * workers.
   *
   * @throws ClusterException when that takes longer than some minutes
   */
  public static Cluster start(ClusterOptions options) {
    Cluster cluster = new Cluster(options);
    Runtime.getRuntime().addShutdownHook(cluster.shutdownHook);
    try {
      for (int i = 0; i < options.workers(); i++) {
        cluster.workerGridPorts.add(cluster.ports.take());
      }
      cluster.startFirstCoordinator();
      for (int port : List.copyOf(cluster.workerGridPorts)) {
        cluster.startWorker(port);
      }
      cluster.awaitReady();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** The coordinator's interface, with the cluster's token. */
  public ApiClient api() {
    return api;
  }

  public ClusterOptions options() {
    return options;
  }

  public ClusterProcess coordinator() {
    return coordinator;
  }

  /** The name of a task's checkpoint topic. */
  public String checkpointTopic(String taskId) {
    return options.settings().getOrDefault("cluster.name", "millrace")
        + "."
        + taskId
        + ".checkpoint";
  }

  /** Workers in the order they were started, dead ones among them. */
  public List<ClusterProcess> workers() {
    return List.copyOf(workers);
  }

  /** Starts one worker more; it joins by itself. */
  public ClusterProcess addWorker() {
    int port = ports.take();
    workerGridPorts.add(port);
    return startWorker(port);
  }

  /** Starts one coordinator more; it joins by itself. */
  public Standby addCoordinator() {
    int http = ports.take();
    String name = "standby-" + (standbys.size() + 1);
    Standby standby =
        new Standby(
            startCoordinator(name, ports.take(), http),
            new ApiClient(URI.create("http://127.0.0.1:" + http), options.token()));
    standbys.add(standby);
    return standby;
  }

  /** SIGKILL for the worker with this number. */
  public void kill(int worker) {
    workers.get(worker).kill();
  }

  /** SIGKILL for every process. */
  public void killAll() {
    workers.forEach(ClusterProcess::kill);
    standbys.forEach(standby -> standby.process().kill());
    if (coordinator != null) {
      coordinator.kill();
    }
  }

  /** SIGKILL for the coordinator, and a new one with the same ports; returns when it is ready. */
  public void restartCoordinator() {
    coordinator.kill();
    startFirstCoordinator();
    awaitReady();
  }

  /** After {@link #killAll}: a coordinator and as many workers as at first. */
  public void startAgain() {
    killAll();
    workers.clear();
    standbys.clear();
    List<Integer> first = List.copyOf(workerGridPorts).subList(0, options.workers());
    startFirstCoordinator();
    first.forEach(this::startWorker);
    awaitReady();
  }

  /** Returns when the coordinator is ready and sees all live workers. */
  public void awaitReady() {
    if (START.await(this::ready).isEmpty()) {
      throw new ClusterException(
          "The cluster was not ready within "
              + START.deadline().toSeconds()
              + " s. The coordinator's log, "
              + coordinator.log()
              + ", ends with:\n"
              + coordinator.logTail());
    }
  }

  private Optional<Boolean> ready() {
    requireAlive(coordinator);
    long alive = workers.stream().filter(ClusterProcess::isAlive).count();
    try {
      return api.isReady() && api.workers().size() >= alive ? Optional.of(true) : Optional.empty();
    } catch (CoordinatorUnreachableException e) {
      return Optional.empty();
    }
  }

  private static void requireAlive(ClusterProcess process) {
    if (!process.isAlive()) {
      throw new ClusterException(
          "The "
              + process.name()
              + " ended. Its log, "
              + process.log()
              + ", ends with:\n"
              + process.logTail());
    }
  }

  private void startFirstCoordinator() {
    coordinator = startCoordinator("coordinator", gridPort, httpPort);
  }

  private ClusterProcess startCoordinator(String name, int ownGridPort, int ownHttpPort) {
    Map<String, String> settings = common(ownGridPort);
    settings.put("home.kafka.bootstrap", options.homeBootstrap());
    settings.put("http.port", Integer.toString(ownHttpPort));
    settings.put("http.token", options.token());
    settings.putAll(options.settings());
    return ClusterProcess.start(
        name,
        "io.millrace.coordinator.CoordinatorMain",
        List.of("-Xmx384m"),
        settings,
        options.folder());
  }

  private ClusterProcess startWorker(int port) {
    String name = "worker-" + ++workersStarted;
    Map<String, String> settings = common(port);
    settings.put("worker.id", name);
    settings.put("health.port", Integer.toString(ports.take()));
    settings.putAll(options.settings());
    ClusterProcess worker =
        ClusterProcess.start(
            name,
            "io.millrace.worker.WorkerMain",
            options.workerJvmOptions(),
            settings,
            options.folder());
    workers.add(worker);
    return worker;
  }

  private Map<String, String> common(int ownGridPort) {
    List<String> members = new ArrayList<>();
    members.add("127.0.0.1:" + gridPort);
    workerGridPorts.forEach(port -> members.add("127.0.0.1:" + port));
    Map<String, String> settings = new HashMap<>();
    settings.put("grid.port", Integer.toString(ownGridPort));
    settings.put("grid.members", String.join(",", members));
    settings.put("secrets.master.key", options.masterKey());
    return settings;
  }

  /** Ends every process gracefully, by force when that takes too long. */
  @Override
  public void close() {
    workers.forEach(worker -> worker.stop(STOP));
    standbys.forEach(standby -> standby.process().stop(STOP));
    if (coordinator != null) {
      coordinator.stop(STOP);
    }
    ports.close();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs and finds nothing left.
      return;
    }
  }
}
