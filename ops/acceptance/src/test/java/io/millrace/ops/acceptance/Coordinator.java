package io.millrace.ops.acceptance;

import io.millrace.coordinator.CoordinatorMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A coordinator that may refuse to start or to work. It ends with this JVM. One thread uses it. */
final class Coordinator implements AutoCloseable {
  private final Process process;
  private final Path log;

  private Coordinator(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static Coordinator start(Path folder, Map<String, String> settings) throws IOException {
    Path config = Files.createDirectories(folder).resolve("coordinator.properties");
    List<String> lines = new ArrayList<>();
    new TreeMap<>(settings).forEach((key, value) -> lines.add(key + "=" + value));
    Files.write(config, lines);
    Path log = folder.resolve("coordinator.log");
    Files.deleteIfExists(log);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            CoordinatorMain.class.getName(),
            "--exit-on-stdin-close",
            "--config",
            config.toString());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new Coordinator(builder.start(), log);
  }

  /** What it has said so far. */
  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new IllegalStateException("Reading " + log, e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the coordinator still runs; it said:\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
