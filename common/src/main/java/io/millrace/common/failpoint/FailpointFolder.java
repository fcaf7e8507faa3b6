package io.millrace.common.failpoint;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Failpoints of processes that a test starts, all with the system property {@code
 * millrace.failpoint.folder}. A file there with the name of a point arms it: its first line is the
 * action and, if not 1, at which reach of a process; for SQL statements follow, one a line. Whoever
 * gets there first renames the file, so that it happens once over all processes and restarts, and
 * leaves its process id in {@code <point>.reached}.
 *
 * <p>{@code THROW} fails as the place would by itself; {@code HANG} keeps the thread there until
 * there is a file {@code <point>.go}, or it is interrupted; {@code KILL} ends the process at once
 * without any of its hooks; {@code SQL} runs the statements. Any thread.
 */
public final class FailpointFolder {
  private static final String PROPERTY = "millrace.failpoint.folder";
  private static final long LOOK_MILLIS = 20;
  private static final int KILLED = 137;

  private final Path folder;
  private final Consumer<List<String>> sql;
  private final Map<Failpoint, Count> counts = new ConcurrentHashMap<>();

  private record Count(FileTime armed, int reached) {}

  private FailpointFolder(Path folder, Consumer<List<String>> sql) {
    this.folder = folder;
    this.sql = sql;
  }

  /**
   * @param sql runs statements of a process that can
   * @return {@link Failpoints#NONE} without the property
   */
  public static Failpoints ofProperties(Properties properties, Consumer<List<String>> sql) {
    String folder = properties.getProperty(PROPERTY);
    return folder == null
        ? Failpoints.NONE
        : Failpoints.of(new FailpointFolder(Path.of(folder), sql)::at);
  }

  private void at(Failpoint point) {
    Path armed = folder.resolve(point.name());
    Path done = folder.resolve(point + ".done");
    try {
      String[] order = Files.readAllLines(armed).get(0).split(" ");
      if (isDue(point, armed, order.length > 1 ? Integer.parseInt(order[1]) : 1)) {
        Files.move(armed, done, StandardCopyOption.ATOMIC_MOVE);
        act(point, order[0], Files.readAllLines(done));
      }
    } catch (NoSuchFileException e) {
      // Not armed, or another thread or process is first.
      return;
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.BUG, "Running the failpoint " + point, e);
    }
  }

  private boolean isDue(Failpoint point, Path armed, int nth) throws IOException {
    FileTime time = Files.getLastModifiedTime(armed);
    Count now =
        counts.merge(
            point,
            new Count(time, 1),
            (before, first) ->
                before.armed().equals(time) ? new Count(time, before.reached() + 1) : first);
    return now.reached() >= nth;
  }

  private void act(Failpoint point, String action, List<String> lines) throws IOException {
    Path reached = folder.resolve(point + ".reached");
    Path written = folder.resolve(point + ".reached.tmp");
    Files.writeString(written, Long.toString(ProcessHandle.current().pid()));
    Files.move(written, reached, StandardCopyOption.ATOMIC_MOVE);
    switch (action) {
      case "THROW" -> throw new Failpoints.FailedHereException();
      case "HANG" -> hang(folder.resolve(point + ".go"));
      case "KILL" -> Runtime.getRuntime().halt(KILLED);
      case "SQL" -> sql.accept(lines.subList(1, lines.size()));
      default -> throw new IOException("unknown action '" + action + "' of " + point);
    }
  }

  private static void hang(Path go) {
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (!Files.exists(go)) {
        if (never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
