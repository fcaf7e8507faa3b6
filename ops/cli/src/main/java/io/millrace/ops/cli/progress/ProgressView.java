package io.millrace.ops.cli.progress;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Shows progress on a stream: bars, and a line about the stream, that are drawn over on a terminal,
 * else a line every ten seconds. One thread uses it.
 */
public final class ProgressView {
  private static final long LINE_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  /** Lines of a longer picture before do not stay below a shorter one. */
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private int drawnLines;
  private String lastPhase = "";
  private long lastLineNanos;

  /**
   * @param terminal whether {@code out} can move its cursor
   * @param nanoTime a monotonic clock
   */
  public ProgressView(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /** On standard error, as the launcher found it. */
  public static ProgressView onStandardError() {
    return new ProgressView(
        System.err, Boolean.getBoolean("millrace.stderr.terminal"), System::nanoTime);
  }

  /** Shows the task as it is now. */
  public void show(JsonNode task, List<JsonNode> tableNodes) {
    String state = task.path("state").asText("");
    List<TableProgress> tables =
        StreamText.isAllThereIs(task)
            ? List.of()
            : tableNodes.stream().map(TableProgress::of).toList();
    Optional<String> stream = StreamText.line(task);
    if (terminal) {
      draw(withTrouble(state, task), tables, stream);
    } else {
      log(withTrouble(state, task), tables, stream);
    }
  }

  /** What holds a task up that is not at its end. */
  private static String withTrouble(String state, JsonNode task) {
    JsonNode error = task.path("error");
    return error.path("message").isTextual() && !TaskWatch.ENDS.contains(state)
        ? "%s (%s: %s)"
            .formatted(state, error.path("code").asText(), error.path("message").asText())
        : state;
  }

  private void draw(String state, List<TableProgress> tables, Optional<String> stream) {
    StringBuilder text = new StringBuilder();
    if (drawnLines > 0) {
      text.append(UP_AND_CLEAR.formatted(drawnLines));
    }
    List<String> lines = new ArrayList<>(ProgressText.bars(tables));
    lines.add(0, state);
    stream.ifPresent(lines::add);
    for (String line : lines) {
      text.append("\r\u001b[K").append(line).append('\n');
    }
    drawnLines = lines.size();
    out.print(text);
    out.flush();
  }

  private void log(String state, List<TableProgress> tables, Optional<String> stream) {
    long now = nanoTime.getAsLong();
    String phase = state + stream.isPresent() + tables.isEmpty();
    if (!phase.equals(lastPhase) || now - lastLineNanos >= LINE_INTERVAL_NANOS) {
      lastPhase = phase;
      lastLineNanos = now;
      String full = tables.isEmpty() ? state : ProgressText.line(state, tables);
      out.println(full + stream.map(s -> (tables.isEmpty() ? ": " : "; ") + s).orElse(""));
    }
  }
}
