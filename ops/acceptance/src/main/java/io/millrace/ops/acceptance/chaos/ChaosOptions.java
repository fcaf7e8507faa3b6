package io.millrace.ops.acceptance.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a run does.
 *
 * @param time in which faults come
 * @param seed of every choice
 * @param rows of each table; the full step shall last about a third of the time
 * @param kinds of faults that may come
 * @param workerJvmOptions such as {@code -Xmx256m}
 * @param folder for settings files and logs
 */
record ChaosOptions(
    Duration time,
    long seed,
    int rows,
    Set<FaultKind> kinds,
    List<String> workerJvmOptions,
    Path folder) {
  ChaosOptions {
    Objects.requireNonNull(time, "time");
    kinds = Set.copyOf(kinds);
    workerJvmOptions = List.copyOf(workerJvmOptions);
    Objects.requireNonNull(folder, "folder");
  }
}
