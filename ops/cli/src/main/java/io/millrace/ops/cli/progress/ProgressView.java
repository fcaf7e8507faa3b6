package io.millrace.ops.cli.progress;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Shows progress on a stream: bars that are drawn over on a terminal, else a line every ten
 * seconds. One thread uses it.
 */
public final class ProgressView {
  private static final long LINE_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private int drawnLines;
  private String lastState = "";
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
    List<TableProgress> tables = tableNodes.stream().map(TableProgress::of).toList();
    if (terminal) {
      draw(state, tables);
    } else {
      log(state, tables);
    }
  }

  private void draw(String state, List<TableProgress> tables) {
    StringBuilder text = new StringBuilder();
    if (drawnLines > 0) {
      text.append("\u001b[").append(drawnLines).append('A');
    }
    text.append("\r\u001b[K").append(state).append('\n');
    for (String bar : ProgressText.bars(tables)) {
      text.append("\u001b[K").append(bar).append('\n');
    }
    drawnLines = 1 + tables.size();
    out.print(text);
    out.flush();
  }

  private void log(String state, List<TableProgress> tables) {
    long now = nanoTime.getAsLong();
    if (!state.equals(lastState) || now - lastLineNanos >= LINE_INTERVAL_NANOS) {
      lastState = state;
      lastLineNanos = now;
      out.println(tables.isEmpty() ? state : ProgressText.line(state, tables));
    }
  }
}
