package io.millrace.ops.devservers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One server process under a small shell that ends it when the pipe from this JVM closes; a
 * shutdown hook would not run when the JVM is killed.
 */
final class Supervised {
  private static final Duration END_LIMIT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;

  private final String name;
  private final Process shell;
  private final ProcessHandle server;
  private final Path log;
  private final long logStart;

  private Supervised(String name, Process shell, ProcessHandle server, Path log, long logStart) {
    this.name = name;
    this.shell = shell;
    this.server = server;
    this.log = log;
    this.logStart = logStart;
  }

  /**
   * Starts {@code command}.
   *
   * @param name what a person calls the server, for messages
   * @param folder the server's run folder, removed by the shell when this JVM vanishes
   */
  static Supervised start(
      String name, List<String> command, Path folder, Map<String, String> environment) {
    try {
      Path log = folder.resolve("server.log");
      long logStart = Files.exists(log) ? Files.size(log) : 0;
      List<String> line =
          new ArrayList<>(
              List.of("sh", "-c", script(), "supervise", folder.toString(), log.toString()));
      line.addAll(command);
      ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
      builder.environment().putAll(environment);
      Process shell = builder.redirectErrorStream(true).start();
      BufferedReader output = shell.inputReader(StandardCharsets.UTF_8);
      String pid = output.readLine();
      if (pid == null || !pid.matches("\\d+")) {
        shell.destroyForcibly();
        throw new DevServersException("Cannot run " + command.get(0) + ": sh printed " + pid);
      }
      // A server that is gone already has no handle: then its shell is about to end, too.
      ProcessHandle server = ProcessHandle.of(Long.parseLong(pid)).orElse(shell.toHandle());
      return new Supervised(name, shell, server, log, logStart);
    } catch (IOException e) {
      throw new DevServersException("Cannot run " + command.get(0) + " below sh", e);
    }
  }

  private static String script() throws IOException {
    try (InputStream script = Supervised.class.getResourceAsStream("supervise.sh")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  long pid() {
    return server.pid();
  }

  /** False, too, when somebody else has ended the server. */
  boolean isAlive() {
    return shell.isAlive();
  }

  /** What this run of the server has logged. */
  String log() {
    return LogTail.since(log, logStart);
  }

  /**
   * Waits until {@code ready} holds.
   *
   * @throws ServerDidNotStart when the server ends before or the limit passes; it is ended then
   */
  void awaitReady(Duration limit, BooleanSupplier ready) throws ServerDidNotStart {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      if (endedWithinPoll()) {
        throw new ServerDidNotStart(name + " ended with status " + shell.exitValue(), log());
      }
      if (System.nanoTime() - deadline > 0) {
        kill();
        throw new ServerDidNotStart(
            name + " did not answer within " + limit.toSeconds() + " s", log());
      }
    }
  }

  /** Ends the server as SIGKILL does. */
  void kill() {
    server.destroyForcibly();
    awaitEnd();
  }

  /** Asks the server to end; one that takes longer than half a minute is killed. */
  void stop() {
    try (OutputStream orders = shell.getOutputStream()) {
      orders.write("stop\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // The shell is gone, and the server with it: what was asked for.
    }
    awaitEnd();
  }

  /** Goes on through an interrupt: a server left half ended helps nobody. */
  private void awaitEnd() {
    long deadline = System.nanoTime() + END_LIMIT.toNanos();
    boolean interrupted = Thread.interrupted();
    while (shell.isAlive()) {
      if (System.nanoTime() - deadline > 0) {
        throw new DevServersException(
            name + ", process " + pid() + ", is still there after " + END_LIMIT.toSeconds() + " s");
      }
      try {
        shell.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      // Nobody reads from the pipe any more; there is nothing left to release.
    }
  }

  private boolean endedWithinPoll() {
    try {
      return shell.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new DevServersException("Interrupted while waiting for " + name, e);
    }
  }
}
