package io.millrace.ops.devservers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that runs to its end, with its output kept in a file.
 *
 * @param environment variables set on top of this process's own
 */
record Command(List<String> line, Path folder, Map<String, String> environment, Duration limit) {

  /** How a command ended and what it printed, both streams together. */
  record Result(int status, String output) {
    boolean succeeded() {
      return status == 0;
    }

    String lastLines(int count) {
      return LogTail.lastLines(output, count);
    }
  }

  /** Runs the command. */
  Result run() {
    return run(process -> {});
  }

  /**
   * Runs the command.
   *
   * @param watcher called with the running process about once a second
   * @throws DevServersException when it cannot be started or exceeds its limit
   */
  Result run(Consumer<ProcessHandle> watcher) {
    Process process = null;
    Path output = null;
    try {
      output = Files.createTempFile("millrace-command", ".out");
      ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
      builder.environment().putAll(environment);
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      process = builder.start();
      long deadline = System.nanoTime() + limit.toNanos();
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        if (System.nanoTime() - deadline > 0) {
          throw new DevServersException(
              "Still running after " + limit.toSeconds() + " s: " + String.join(" ", line));
        }
        watcher.accept(process.toHandle());
      }
      return new Result(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new DevServersException("Cannot run " + line.get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevServersException("Interrupted while running " + line.get(0), e);
    } finally {
      if (process != null) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      if (output != null) {
        FileTrees.delete(output);
      }
    }
  }
}
