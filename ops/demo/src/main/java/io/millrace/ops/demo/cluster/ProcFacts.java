package io.millrace.ops.demo.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What Linux tells of a process in {@code /proc}. */
final class ProcFacts {
  /** USER_HZ, the unit of CPU times in /proc, is 100 on every Linux that Java runs on. */
  private static final long TICKS_PER_SECOND = 100;

  private ProcFacts() {}

  /** The most memory that the process ever had resident. */
  static long peakMemoryBytes(long pid) throws IOException {
    return peakMemoryBytes(Files.readAllLines(Path.of("/proc/" + pid + "/status")));
  }

  static long peakMemoryBytes(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  /** CPU time of all its threads, user and system. */
  static Duration cpu(long pid) throws IOException {
    return cpu(Files.readString(Path.of("/proc/" + pid + "/stat")));
  }

  /** Fields are counted after the name in parentheses, which may hold spaces. */
  static Duration cpu(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
  }
}
