package io.millrace.common.grid;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** A member of the grid in a process of its own, which can be frozen. */
final class GridProcess implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Lock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final List<GridReport> reports = new ArrayList<>();

  private GridProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /** Its log goes to a file of the same name in target. */
  static GridProcess start(String name, int port, List<String> members, Duration failureDetection)
      throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            GridTrialMain.class.getName(),
            name,
            Integer.toString(port),
            String.join(",", members),
            Long.toString(failureDetection.toSeconds()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(Path.of("target", "grid-" + name + ".log").toFile())
            .start();
    GridProcess started = new GridProcess(name, process);
    Thread reader = new Thread(started::read, "reader of " + name);
    reader.setDaemon(true);
    reader.start();
    return started;
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void freeze() {
    signal("-STOP");
  }

  void wake() {
    signal("-CONT");
  }

  /** Waits for a report of after this call that is as wanted. */
  GridReport await(String what, Duration within, Predicate<GridReport> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    lock.lock();
    try {
      int seen = reports.size();
      while (true) {
        for (; seen < reports.size(); seen++) {
          if (wanted.test(reports.get(seen))) {
            return reports.get(seen);
          }
        }
        if (news.awaitNanos(deadline - System.nanoTime()) <= 0) {
          String last = reports.isEmpty() ? "nothing" : reports.get(reports.size() - 1).toLine();
          throw new AssertionError(
              "%s: not %s within %s, but %s".formatted(name, what, within, last));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many reports there are: a mark for {@link #since}. */
  int mark() {
    lock.lock();
    try {
      return reports.size();
    } finally {
      lock.unlock();
    }
  }

  List<GridReport> since(int mark) {
    lock.lock();
    try {
      return List.copyOf(reports.subList(mark, reports.size()));
    } finally {
      lock.unlock();
    }
  }

  /** Ends it, also while it is frozen. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        GridReport report = GridReport.ofLine(line);
        if (report != null) {
          add(report);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("tried to read what " + name + " says", e);
    }
  }

  private void add(GridReport report) {
    lock.lock();
    try {
      reports.add(report);
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void signal(String signal) {
    List<String> command = List.of("kill", signal, Long.toString(process.pid()));
    try {
      Process kill = new ProcessBuilder(command).inheritIO().start();
      if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("tried to run " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("tried to run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + command, e);
    }
  }
}
