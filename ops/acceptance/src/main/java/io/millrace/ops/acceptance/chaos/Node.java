package io.millrace.ops.acceptance.chaos;

import io.millrace.ops.cli.api.ApiClient;
import io.millrace.ops.demo.cluster.ClusterProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A coordinator or a worker that dies and comes back under the same name, ports and settings. One
 * thread uses it.
 */
final class Node {
  private final Side side;
  private final String name;
  private final String mainClass;
  private final List<String> jvmOptions;
  private final Map<String, String> settings;
  private final Path folder;
  private final ApiClient api;
  private ClusterProcess process;
  private State state = State.DOWN;
  private long upSinceNanos;

  /** What was done to it last. */
  enum State {
    UP,
    FROZEN,
    /** Told to end. */
    ENDING,
    DOWN
  }

  /**
   * @param api a coordinator's interface; null for a worker
   */
  Node(
      Side side,
      String name,
      String mainClass,
      List<String> jvmOptions,
      Map<String, String> settings,
      Path folder,
      ApiClient api) {
    this.side = side;
    this.name = name;
    this.mainClass = mainClass;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.settings = Map.copyOf(settings);
    this.folder = folder;
    this.api = api;
  }

  String name() {
    return name;
  }

  State state() {
    return state;
  }

  /** Whether it has been left in peace for some time. */
  boolean isSettled(Duration time) {
    return isUp() && System.nanoTime() - upSinceNanos > time.toNanos();
  }

  Side side() {
    return side;
  }

  long pid() {
    return process.pid();
  }

  boolean isUp() {
    return state == State.UP;
  }

  ApiClient api() {
    return api;
  }

  /** Returns at once: it is ready some seconds later. */
  void start() {
    process = ClusterProcess.start(side.before(), name, mainClass, jvmOptions, settings, folder);
    upSinceNanos = System.nanoTime();
    state = State.UP;
  }

  /** SIGKILL. */
  void kill() {
    if (process != null) {
      process.kill();
    }
    state = State.DOWN;
  }

  void freeze() {
    process.freeze();
    state = State.FROZEN;
  }

  void wake() {
    process.wake();
    upSinceNanos = System.nanoTime();
    state = State.UP;
  }

  /** SIGTERM. */
  void terminate() {
    process.terminate();
    state = State.ENDING;
  }

  /** SIGTERM, and SIGKILL when that takes longer. */
  void stop(Duration patience) {
    if (process != null) {
      process.stop(patience);
    }
    state = State.DOWN;
  }

  /** Whether it has ended though nobody told it to. */
  boolean hasFallen() {
    return state == State.UP && !process.isAlive();
  }

  /** Whether it was told to end and did. */
  boolean hasEnded() {
    return state == State.ENDING && !process.isAlive();
  }

  int exitCode() {
    return process.exitCode();
  }

  String logTail() {
    return process.logTail();
  }

  Path log() {
    return folder.resolve(name + ".log");
  }

  @Override
  public String toString() {
    return name;
  }
}
