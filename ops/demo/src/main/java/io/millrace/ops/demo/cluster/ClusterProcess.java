package io.millrace.ops.demo.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A coordinator or a worker as a process of this machine. It ends with this JVM. Any thread may
 * call.
 */
public final class ClusterProcess {
  private static final int LOG_LINES_SHOWN = 20;

  private final String name;
  private final Process process;
  private final Path log;

  private ClusterProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code mainClass} with this JVM's Java and class path. Settings travel in a file that
   * only the owner can read: secrets never stand in a process list.
   *
   * @param folder for the settings file and the log, both named after the process; a process that
   *     is started again goes on in the same log
   */
  static ClusterProcess start(
      String name,
      String mainClass,
      List<String> jvmOptions,
      Map<String, String> settings,
      Path folder) {
    return start(List.of(), name, mainClass, jvmOptions, settings, folder);
  }

  /**
   * Starts {@code mainClass} with this JVM's Java and class path. Settings travel in a file that
   * only the owner can read: secrets never stand in a process list.
   *
   * @param before words of a command that becomes what follows it, such as {@code ip netns exec
   *     NAME}
   * @param folder for the settings file and the log, both named after the process; a process that
   *     is started again goes on in the same log
   */
  public static ClusterProcess start(
      List<String> before,
      String name,
      String mainClass,
      List<String> jvmOptions,
      Map<String, String> settings,
      Path folder) {
    try {
      Path config = writeSettings(folder.resolve(name + ".properties"), settings);
      Path log = folder.resolve(name + ".log");
      List<String> command = new ArrayList<>(before);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JvmOptions.ALL);
      command.add("-XX:+ExitOnOutOfMemoryError");
      command.addAll(jvmOptions);
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
      command.addAll(List.of(ChildMain.class.getName(), mainClass, "--config", config.toString()));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(key -> key.startsWith("MILLRACE_"));
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return new ClusterProcess(name, builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("Starting " + name + " in " + folder, e);
    }
  }

  private static Path writeSettings(Path file, Map<String, String> settings) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String text =
        new TreeMap<>(settings)
            .entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue().replace("\\", "\\\\") + "\n")
                .collect(Collectors.joining());
    return Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * How it ended: 0 when it was told to end and did so, 128 and the signal's number after a signal
   * that ended it.
   *
   * @throws IllegalThreadStateException while it is alive
   */
  public int exitCode() {
    return process.exitValue();
  }

  /** Where its output goes. */
  public Path log() {
    return log;
  }

  /** Its last lines, for an error message. */
  public String logTail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e + ")";
    }
  }

  /** The most memory it ever had resident; the process must be alive. */
  public long peakMemoryBytes() throws IOException {
    return ProcFacts.peakMemoryBytes(pid());
  }

  /** Its CPU time so far; the process must be alive. */
  public Duration cpu() throws IOException {
    return ProcFacts.cpu(pid());
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    await(Duration.ofSeconds(10));
  }

  /** SIGTERM, and SIGKILL when that takes longer than {@code patience}; returns when it is gone. */
  public void stop(Duration patience) {
    terminate();
    if (!await(patience)) {
      kill();
    }
  }

  /** SIGTERM; returns at once. */
  public void terminate() {
    // Process.destroy would close the child's standard input too, and ChildMain end it at once.
    process.toHandle().destroy();
  }

  /** SIGSTOP: the process stands still in the middle of whatever it does. */
  public void freeze() {
    signal("-STOP");
  }

  /** SIGCONT. */
  public void wake() {
    signal("-CONT");
  }

  private void signal(String signal) {
    List<String> command = List.of("kill", signal, Long.toString(pid()));
    try {
      int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException(command + " for " + name + " ended with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(command.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private boolean await(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
