package io.millrace.ops.devservers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The starts and ends of one server with one run folder. Any thread may call. */
final class ServerLife {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final String name;
  private final Path folder;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Predicate<Supervised> ready;

  private Supervised running;
  private boolean closed;

  /**
   * A server that does not run yet.
   *
   * @param name what a person calls the server
   * @param ready whether the server answers; asked often
   */
  ServerLife(
      String name,
      Path folder,
      List<String> command,
      Map<String, String> environment,
      Predicate<Supervised> ready) {
    this.name = name;
    this.folder = folder;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.ready = ready;
  }

  /** Starts the server and waits until it answers. */
  synchronized void begin() throws ServerDidNotStart {
    if (closed || (running != null && running.isAlive())) {
      throw new IllegalStateException(name + (closed ? " is closed" : " runs already"));
    }
    Supervised started = Supervised.start(name, command, folder, environment);
    started.awaitReady(START_LIMIT, () -> ready.test(started));
    running = started;
  }

  /** As {@link #begin()}, for a server that has run before. */
  void start() {
    try {
      begin();
    } catch (ServerDidNotStart e) {
      throw new DevServersException("Could not start the server again: " + e.getMessage(), e);
    }
  }

  synchronized long pid() {
    if (running == null) {
      throw new IllegalStateException(name + " does not run");
    }
    return running.pid();
  }

  synchronized void kill() {
    if (running != null) {
      running.kill();
      running = null;
    }
  }

  synchronized void stop() {
    if (running != null) {
      running.stop();
      running = null;
    }
  }

  /** Ends the server at once, for nobody needs its data any more, and deletes its folder. */
  synchronized void close() {
    if (!closed) {
      kill();
      closed = true;
      FileTrees.delete(folder);
    }
  }
}
