package io.millrace.ops.devservers;

import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that a run folder belongs to, as the folder's name tells it.
 *
 * @param startMillis when the process began, so that a later process with the same id is told apart
 */
record RunOwner(long pid, long startMillis) {
  private static final Pattern FOLDER = Pattern.compile("(\\d{1,18})-(\\d{1,18})-.*");

  static RunOwner of(ProcessHandle process) {
    return new RunOwner(process.pid(), startMillis(process));
  }

  /** A folder whose name is not one of ours belongs to a process that never was. */
  static RunOwner ofFolder(Path folder) {
    Matcher name = FOLDER.matcher(folder.getFileName().toString());
    return name.matches()
        ? new RunOwner(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))
        : new RunOwner(-1, 0);
  }

  String folderPrefix() {
    return pid + "-" + startMillis + "-";
  }

  boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(process -> process.isAlive() && startMillis(process) == startMillis)
        .isPresent();
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
